import type { Alert, AlertCheck, AlertHost, Common, Sender, Severity } from '../domain/alert.ts'
import { dayAndTime } from '../domain/times.ts'

/** What an alert is about: its host, or how many. */
export function subjectOfAlert({ hosts, common }: Pick<Alert, 'hosts' | 'common'>): string {
  const [first] = hosts
  if (first && hosts.length === 1) return first.name
  return `${hosts.length} hosts${common ? ` ${commonWords(common)}` : ''}`
}

const KINDS: Record<Common['kind'], string> = {
  jump: 'behind',
  network: 'in',
  vantage: 'seen from',
  cause: 'with',
}
export const commonWords = ({ kind, value }: Common): string => `${KINDS[kind]} ${value}`

/** The cause that all examined hosts share; undefined while none or several were found. */
export function causeOf({ hosts }: Pick<Alert, 'hosts'>): NonNullable<AlertHost['found']> | undefined {
  const found = hosts.flatMap((host) => host.found ?? [])
  const [first] = found
  return first && found.every(({ cause }) => cause === first.cause) ? first : undefined
}

/** How it ended: cause, and who fixed it. */
export function resolvedWords(alert: Pick<Alert, 'hosts' | 'common'>): string {
  const cause = causeOf(alert)
  const answer = alert.hosts.length === 1 ? 'answers again' : 'answer again'
  const why = cause ? ` The cause was: ${cause.title}.` : ' No cause was found.'
  return `${subjectOfAlert(alert)} ${answer}.${why} ${whoWords(alert)}`
}

/** Right after a fix the host may answer before the proof is there: then it is told who ordered what. */
function whoWords({ hosts }: Pick<Alert, 'hosts'>): string {
  const fixed = hosts.find((host) => host.fixed)?.fixed
  const ordered = hosts.find((host) => host.ordered)?.ordered
  if (fixed) return `${nameOf(fixed.by)} fixed it (${fixed.remedy}).`
  return ordered ? `${nameOf(ordered.by)} ordered ${ordered.remedy}.` : 'Nobody fixed it from here.'
}

/** How long an alert lasted. */
export const lengthOf = ({ openedAt, resolvedAt = openedAt }: Pick<Alert, 'openedAt' | 'resolvedAt'>): string =>
  durationWords(Date.parse(resolvedAt) - Date.parse(openedAt))

export function durationWords(ms: number): string {
  const minutes = Math.round(ms / 60_000)
  if (minutes < 1) return `${Math.max(1, Math.round(ms / 1_000))} s`
  if (minutes < 60) return `${minutes} min`
  const hours = Math.floor(minutes / 60)
  return hours < 48 ? `${hours} h ${minutes % 60} min` : `${Math.floor(hours / 24)} days`
}

const SENDERS: Record<Sender, string> = { alertmanager: 'Alertmanager', webhook: 'the webhook' }
export const senderName = (by: Sender): string => SENDERS[by]

/** Who raised an alert. */
export function raisedBy({ source, reports = {} }: Pick<Alert, 'source' | 'reports'>): string {
  const [first] = Object.values(reports)
  return source === 'watch' ? 'the watch' : senderName(first?.by ?? 'webhook')
}

export const nameOf = ({ id, name }: { id: string; name?: string }): string => name ?? id

export const capital = (text: string): string => `${text.slice(0, 1).toUpperCase()}${text.slice(1)}`

/** What is known of the cause while none is, or more than one. */
export function causelessWords({ hosts }: Pick<Alert, 'hosts'>): string {
  if (hosts.some(({ found }) => found)) return 'Several causes were found: see the thread.'
  const checks = hosts.flatMap(({ check, vantage }) => (check ? [{ ...check, vantage }] : []))
  const [first] = checks
  if (!first || checks.some(({ state }) => state === 'asked')) return LOOKING
  const isSame = checks.every(({ state }) => state === first.state)
  return isSame ? CAUSELESS[first.state](first) : 'No check of its hosts came to a cause: see the thread.'
}

const LOOKING = 'A full check looks for the cause: its answer comes into the thread.'

const CAUSELESS: Record<AlertCheck['state'], (check: AlertCheck & { vantage: string }) => string> = {
  asked: () => LOOKING,
  unattended: ({ vantage }) =>
    `No worker of ${vantage} is running, so nothing looks for the cause. Start one there with: ssh-medic worker.`,
  faulty: () => 'The cause stands in the thread.',
  healthy: ({ vantage }) =>
    `A full check found SSH working from ${vantage}: the trouble may have passed, or show only from elsewhere.`,
  undetermined: () => 'A full check could not tell the cause: the thread has what it saw, and what would decide.',
  failed: () => 'The full check itself failed, which says nothing of the host: the thread has what to do.',
  cancelled: ({ by }) => `${by ? nameOf(by) : 'Somebody'} cancelled the full check, so the cause is not known.`,
}

const LOUD: Record<Severity, string> = { critical: 'Critical: ', warning: '', info: '' }

/** What a notification reads out. */
export function titleOf(alert: Omit<Alert, 'notes' | 'asked' | 'place'>): string {
  const subject = subjectOfAlert(alert)
  if (alert.state === 'resolved') return `Resolved after ${lengthOf(alert)}: ${subject}`
  if (alert.state === 'flapping') return `${LOUD[alert.severity]}${subject}: SSH comes and goes`
  const [first] = alert.hosts
  const how = alert.hosts.length === 1 && first ? ` (${first.symptom})` : ''
  return `${LOUD[alert.severity]}${subject}: SSH fails${how}`
}

/** Who has it, and until when it is quiet: a sentence each. */
export function takenWords({ assigned, acknowledged, snoozed }: Pick<Alert, 'assigned' | 'acknowledged' | 'snoozed'>) {
  const quiet = snoozed?.maintenance ? 'Put into maintenance' : 'Snoozed'
  return [
    ...(assigned
      ? [acknowledged ? `${nameOf(assigned.to)} has it.` : `${nameOf(assigned.to)} is asked to take it.`]
      : []),
    ...(acknowledged && !assigned ? [`Acknowledged by ${nameOf(acknowledged.by)}.`] : []),
    ...(snoozed ? [`${quiet} by ${nameOf(snoozed.by)} until ${dayAndTime(snoozed.until)}.`] : []),
  ]
}
