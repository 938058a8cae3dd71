import { reachableOn, sshPorts } from '../causes/reading/listening.ts'
import { isFailing } from '../causes/reading/units.ts'
import { whyNoStart } from '../causes/reading/would-start.ts'
import { answerOf, type Evidence } from '../domain/evidence.ts'
import type { Unit } from '../domain/inside/units.ts'
import type { State } from './define.ts'

export const unknown = (because: string): State => ({ state: 'unknown', because })

/** The unit as systemd knows it now. */
export function unitIn(evidence: Evidence, id: string): Unit | string {
  const units = answerOf(evidence, 'units')
  if (!units) return 'systemd could not be asked about the units of SSH'
  const unit = units.units.find((one) => one.id === id)
  return unit && unit.loadState !== 'not-found' ? unit : `this host has no ${id}`
}

interface Wanted {
  unit: string
  port: string
}

/**
 * Whether SSH is served on the port, or a start of the unit would make it so. `misfit`: why this remedy is not for the state that
 * the unit is in, if it is not. That sshd accepts its configuration is asked anew, too.
 */
export function servedState(
  evidence: Evidence,
  { unit, port }: Wanted,
  misfit: (one: Unit) => string | undefined,
): State {
  const one = unitIn(evidence, unit)
  const listeners = answerOf(evidence, 'listeners')
  if (typeof one === 'string') return unknown(one)
  if (!listeners) return unknown('nobody could see what listens')
  const facts = { unit, is: one.activeState, port }
  if (sshPorts(listeners, answerOf(evidence, 'units')).includes(Number(port)))
    return { state: 'gone', detail: `SSH is served on port ${port}`, facts }
  const [other] = reachableOn(listeners, Number(port))
  if (other) return unknown(`${other.process ?? 'a program that the login may not see'} listens on port ${port}`)
  const why = misfit(one) ?? startable(evidence)
  if (why !== undefined) return unknown(why)
  return { state: 'holds', detail: `${unit} is ${one.activeState}, and nothing listens on port ${port}`, facts }
}

/** Why a start is not to be tried; undefined when it may be. */
export function startable(evidence: Evidence, isMasked = false): string | undefined {
  if (answerOf(evidence, 'units')?.notToBeRun) return '/etc/ssh/sshd_not_to_be_run keeps it from starting'
  const facts = {
    'sshd-config': answerOf(evidence, 'sshd-config'),
    'server-files': answerOf(evidence, 'server-files'),
  }
  return whyNoStart(facts, isMasked)
}

/** What was mended is so; whether what was to be started then runs. */
export function mended(evidence: Evidence, start: string, detail: string, facts: Record<string, unknown>): State {
  if (start === 'none') return { state: 'gone', detail, facts }
  const one = unitIn(evidence, start)
  if (typeof one === 'string') return unknown(one)
  if (one.activeState !== 'active') return unknown(`${detail}, and ${start} is ${one.activeState} all the same`)
  return { state: 'gone', detail: `${detail}, and ${start} is active`, facts: { ...facts, [start]: one.activeState } }
}

/** Why what is to be started is not for this remedy: `none` where sshd serves without, else it has failed, or runs again. */
export function notToStart(evidence: Evidence, start: string): string | undefined {
  if (start === 'none') return undefined
  const one = unitIn(evidence, start)
  if (typeof one === 'string') return one
  return isFailing(one) || one.activeState === 'active'
    ? undefined
    : `${start} is ${one.activeState}, and has not failed`
}
