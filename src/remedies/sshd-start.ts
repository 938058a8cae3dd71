import { z } from 'zod'
import { isFailing } from '../causes/reading/units.ts'
import type { Unit } from '../domain/inside/units.ts'
import { portNumber } from './arguments.ts'
import { defineRemedy, type State } from './define.ts'
import { servedState } from './served.ts'
import { START_GRANTS, start, UNIT, unitName } from './sshd-units.ts'

const args = z.strictObject({ unit: unitName, port: portNumber })
type Args = z.infer<typeof args>

/** To undo it may lock people out, so that alone is timed: the host starts it again unless somebody got in by another way. */
export const sshdStart = defineRemedy<Args>({
  id: 'sshd-start',
  title: 'Start sshd',
  risk: 'careful',
  args,
  example: { unit: 'ssh.service', port: '22' },
  trouble: (evidence, wanted): State => servedState(evidence, wanted, misfit),
  about: ({ port }) => ({ port: Number(port) }),
  plan: ({ unit }) => [start(unit)],
  undo: ({ unit }) => [['systemctl', 'stop', unit]],
  rescue: ({ unit }, direction) => (direction === 'undo' ? [start(unit)] : undefined),
  grants: [
    ...START_GRANTS.map((grant) => ({ ...grant, timed: true })),
    { program: '/usr/bin/systemctl', args: `stop ${UNIT}` },
  ],
  caution: 'Somebody may have stopped it on purpose. Sessions that are open are not touched.',
})

function misfit(one: Unit): string | undefined {
  if (one.loadState === 'masked') return `${one.id} is masked: sshd-unmask is for that`
  if (isFailing(one)) return `${one.id} has failed: sshd-reset-failed or socket-restart is for that`
  return one.activeState === 'inactive' ? undefined : `${one.id} is ${one.activeState}: to start it changes nothing`
}
