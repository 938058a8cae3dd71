import type { Alert } from '../domain/alert.ts'
import { withNote } from './changes.ts'

/** What people do with an alert. */
export type AlertAct = { act: 'acknowledge' } | { act: 'assign' } | { act: 'snooze'; minutes: number }

export interface Actor {
  id: string
  name?: string
}

export type Acted = { alert: Alert; told: string } | { told: string }

/** What becomes of an alert by what somebody does with it, and what they are told. */
export function acted(alert: Alert, act: AlertAct, by: Actor, now: Date): Acted {
  if (alert.state === 'resolved') return { told: 'This alert is over: there is nothing to do any more.' }
  const at = now.toISOString()
  const who = by.name ?? by.id
  if (act.act === 'acknowledge') return acknowledged(alert, by, who, at)
  if (act.act === 'assign') return assigned(alert, by, who, at)
  const until = new Date(now.getTime() + act.minutes * 60_000).toISOString()
  const words = `Nobody is reminded until ${timeWords(until)}.`
  const noted = withNote({ ...alert, snoozed: { by, at, until } }, at, `${who} snoozed it. ${words}`)
  return { alert: noted, told: `Snoozed. ${words}` }
}

function acknowledged(alert: Alert, by: Actor, who: string, at: string): Acted {
  const earlier = alert.acknowledged
  if (earlier)
    return { told: `${earlier.by.name ?? earlier.by.id} acknowledged it at ${timeWords(earlier.at)} already.` }
  const told = 'Acknowledged: nobody is reminded any more.'
  return { alert: withNote({ ...alert, acknowledged: { by, at } }, at, `${who} acknowledged it.`), told }
}

function assigned(alert: Alert, by: Actor, who: string, at: string): Acted {
  if (alert.assigned?.to.id === by.id) return { told: 'It is yours already.' }
  const before = alert.assigned?.to
  const from = before ? ` from ${before.name ?? before.id}` : ''
  const taken = { ...alert, assigned: { to: by, by, at }, acknowledged: alert.acknowledged ?? { by, at } }
  return { alert: withNote(taken, at, `${who} takes it${from}.`), told: 'It is yours now. Nobody else is reminded.' }
}

export const timeWords = (at: string): string => `${at.slice(0, 16).replace('T', ' ')} UTC`
