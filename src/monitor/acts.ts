import type { Alert, Done } from '../domain/alert.ts'
import { dayAndTime } from '../domain/times.ts'
import { withNote } from './changes.ts'
import { nameOf, subjectOfAlert } from './words.ts'

/** What people do with an alert. */
export type AlertAct =
  | { act: 'acknowledge' }
  /** To whoever does it, or to somebody else: that one is asked, and reminders go on until the alert is taken. */
  | { act: 'assign'; to?: Actor }
  | ({ act: 'snooze' } & Quiet)
  | ({ act: 'maintenance' } & Quiet)

/** For so long, or until then (ISO 8601). */
export type Quiet = { minutes: number } | { until: string }

export interface Actor {
  id: string
  name?: string
}

export type Acted = { alert: Alert; told: string } | { told: string }

/** What becomes of an alert by what somebody does with it, and what they are told. */
export function acted(alert: Alert, act: AlertAct, by: Actor, now: Date): Acted {
  if (alert.state === 'resolved') return { told: 'This alert is over: there is nothing to do any more.' }
  const at = now.toISOString()
  if (act.act === 'acknowledge') return acknowledged(alert, by, at)
  if (act.act === 'assign')
    return act.to && act.to.id !== by.id ? handedOver(alert, act.to, by, at) : taken(alert, by, at)
  const quiet = { by, at, until: quietUntil(act, now) }
  if (act.act === 'maintenance') {
    const told = `In maintenance until ${dayAndTime(quiet.until)}: no new alerts, and nobody is reminded.`
    return { alert: inMaintenance(alert, quiet, subjectOfAlert(alert)), told }
  }
  const words = `Nobody is reminded until ${dayAndTime(quiet.until)}.`
  const noted = withNote({ ...alert, snoozed: quiet }, at, `${nameOf(by)} snoozed it. ${words}`)
  return { alert: noted, told: `Snoozed. ${words}` }
}

export const quietUntil = (quiet: Quiet, now: Date): string =>
  'until' in quiet ? quiet.until : new Date(now.getTime() + quiet.minutes * 60_000).toISOString()

/** An alert that is open already stays so: its people know, and are reminded no more. */
export function inMaintenance(alert: Alert, quiet: Done & { until: string }, what: string): Alert {
  const text = `${nameOf(quiet.by)} put ${what} into maintenance until ${dayAndTime(quiet.until)}: no new alerts until then, and nobody is reminded.`
  return withNote({ ...alert, snoozed: { ...quiet, maintenance: true } }, quiet.at, text)
}

/** Undefined when its silence is none of maintenance. */
export function outOfMaintenance(alert: Alert, { by, at }: Done, what: string): Alert | undefined {
  const { snoozed, ...rest } = alert
  if (!snoozed?.maintenance || alert.state === 'resolved') return undefined
  return withNote(rest, at, `${nameOf(by)} ended the maintenance of ${what}.`)
}

function acknowledged(alert: Alert, by: Actor, at: string): Acted {
  const earlier = alert.acknowledged
  if (earlier) return { told: `${nameOf(earlier.by)} acknowledged it at ${dayAndTime(earlier.at)} already.` }
  const told = 'Acknowledged: nobody is reminded any more.'
  return { alert: withNote({ ...alert, acknowledged: { by, at } }, at, `${nameOf(by)} acknowledged it.`), told }
}

function taken(alert: Alert, by: Actor, at: string): Acted {
  const before = alert.assigned?.to
  if (before?.id === by.id && alert.acknowledged) return { told: 'It is yours already.' }
  const from = before && before.id !== by.id ? ` from ${nameOf(before)}` : ''
  const its = { ...alert, assigned: { to: by, by, at }, acknowledged: alert.acknowledged ?? { by, at } }
  return {
    alert: withNote(its, at, `${nameOf(by)} takes it${from}.`),
    told: 'It is yours now. Nobody else is reminded.',
  }
}

/** Whoever is asked may be asleep: who is on call is reminded, counted from now, until it is taken. */
function handedOver(alert: Alert, to: Actor, by: Actor, at: string): Acted {
  const { acknowledged: _before, ...rest } = alert
  const asked = { ...rest, assigned: { to, by, at }, escalated: { ...alert.escalated, at } }
  const text = `${nameOf(by)} asks ${nameOf(to)} to take it.`
  return {
    alert: withNote(asked, at, text, { users: [to.id], groups: [] }),
    told: `${nameOf(to)} is asked in the thread. Until it is taken, who is on call is reminded.`,
  }
}
