import type { RemedyCall } from '../../domain/diagnosis.ts'
import type { Answered } from '../../domain/observation.ts'
import { enabledUnitOf, failedSocketOf, isFailing, serviceOf } from './units.ts'

type Units = Answered<'units'> | undefined

/** What makes SSH available again once nothing is in its way: the remedy fits the state that systemd has the unit in. */
export function startRemedies(units: Answered<'units'>, port: number): RemedyCall[] {
  const unit = failedSocketOf(units) ?? enabledUnitOf(units) ?? serviceOf(units)
  if (!unit) return []
  const args = { unit: unit.id, port: String(port) }
  if (unit.activeState === 'failed' && unit.id.endsWith('.socket')) return [{ id: 'socket-restart', args }]
  return [{ id: isFailing(unit) ? 'sshd-reset-failed' : 'sshd-start', args }]
}

/** What a remedy has to start when it has mended what keeps it from starting; `none` where nothing has failed yet. */
export function toStartAgain(units: Units): string {
  const service = units && serviceOf(units)
  const failed = units && (failedSocketOf(units) ?? (isFailing(service) ? service : undefined))
  return failed?.id ?? 'none'
}
