import type { Evidence } from '../../src/domain/evidence.ts'
import type { InsideAnswers, UfwRule } from '../../src/domain/inside.ts'
import type { InsideName, Observation } from '../../src/domain/observation.ts'

const read = () => ({ at: '2026-11-21T06:00:00.000Z', ms: 1, outcome: 'read' as const, commands: [] })

export const ufwRule = (change: Partial<UfwRule> = {}): UfwRule => ({
  number: 1,
  to: '22/tcp',
  action: 'ALLOW',
  direction: 'IN',
  from: 'Anywhere',
  v6: false,
  line: '[ 1] 22/tcp ALLOW IN Anywhere',
  ...change,
})

/** A ufw that lets in these addresses and nobody else. */
export const ufwOf = (allowed: readonly string[], rules: readonly UfwRule[] = []): Observation => ({
  observation: 'ufw',
  ...read(),
  installed: true,
  active: true,
  incoming: 'deny',
  rules: [...allowed.map((from) => ufwRule({ from })), ...rules],
})

const ssh = {
  id: 'ssh.service',
  loadState: 'loaded',
  activeState: 'active',
  subState: 'running',
  unitFileState: 'enabled',
}
const quiet = {
  result: 'success',
  conditionResult: 'yes',
  mainPid: 1,
  execMainCode: 0,
  execMainStatus: 0,
  nRestarts: 0,
}

export const unitsOf = (): Observation => ({
  observation: 'units',
  ...read(),
  units: [{ ...ssh, ...quiet, listen: '', accept: false, activeSince: '', inactiveSince: '', dropIns: [] }],
  notToBeRun: false,
})

/** The evidence with one answer changed. */
export function changed<K extends InsideName>(
  evidence: Evidence,
  name: K,
  change: Partial<InsideAnswers[K]> | undefined,
): Evidence {
  const observations = evidence.observations.flatMap((one) => {
    if (one.observation !== name) return [one]
    return change === undefined ? [] : [{ ...one, ...change } as Observation]
  })
  return { ...evidence, observations }
}
