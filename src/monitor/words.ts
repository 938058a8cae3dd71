import type { Alert, AlertHost, Common } from '../domain/alert.ts'

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
  if (fixed) return `${fixed.by.name ?? fixed.by.id} fixed it (${fixed.remedy}).`
  return ordered ? `${ordered.by.name ?? ordered.by.id} ordered ${ordered.remedy}.` : 'Nobody fixed it from here.'
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
