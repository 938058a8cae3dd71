import type { Watch } from '../config/watch.ts'
import type { Alert } from '../domain/alert.ts'
import { withNote } from './changes.ts'
import { durationWords, subjectOfAlert } from './words.ts'

/**
 * Takes the next step of the escalation when it is due: the people on call are mentioned one step after another, until
 * somebody takes the alert, silences it for a while, or a fix was verified. Undefined when nothing is due.
 */
export function escalated(alert: Alert, watch: Pick<Watch, 'onCall'> | undefined, nowMs: number): Alert | undefined {
  const step = watch?.onCall[alert.escalated.steps]
  if (!step || isQuiet(alert, nowMs)) return undefined
  const dueMs = Date.parse(sinceOf(alert)) + step.afterMinutes * 60_000
  // What is critical is told to the first on call at once.
  const isAtOnce = alert.severity === 'critical' && alert.escalated.steps === 0
  if (!isAtOnce && nowMs < dueMs) return undefined
  const at = new Date(nowMs).toISOString()
  const steps = alert.escalated.steps + 1
  const open = durationWords(nowMs - Date.parse(alert.openedAt))
  const text = isAtOnce ? `${subjectOfAlert(alert)}: please look.` : `Open for ${open}, and nobody has taken it yet.`
  return withNote({ ...alert, escalated: { steps, at } }, at, text, { users: step.users, groups: step.groups })
}

function isQuiet({ state, acknowledged, snoozed, hosts }: Alert, nowMs: number): boolean {
  if (state === 'resolved' || acknowledged) return true
  if (snoozed && Date.parse(snoozed.until) > nowMs) return true
  return hosts.filter((host) => host.state === 'down').every((host) => host.fixed)
}

/** A reminder waits its time anew after a snooze. */
const sinceOf = ({ escalated: { at }, snoozed }: Alert): string => (snoozed && snoozed.until > at ? snoozed.until : at)
