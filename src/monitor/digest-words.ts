import type { Digest } from './digest.ts'
import { durationWords } from './words.ts'

/** The title of a digest, for terminal and Slack. */
export const digestTitle = ({ from, to, alerts, timeToFix }: Digest): string => {
  const fixed = timeToFix ? `, over after ${durationWords(timeToFix.meanMs)} on average` : ''
  return `SSH from ${from.slice(0, 10)} to ${to.slice(0, 10)}: ${many(alerts.opened, 'alert')}${fixed}`
}

/** What stands below it, a line each. */
export function digestLines(digest: Digest): string[] {
  const { checks, causes, alerts, timeToFix, fixes, noisiest } = digest
  if (checks.total + alerts.opened + alerts.ended + fixes.length === 0)
    return [`Nothing happened${alerts.open > 0 ? `, and ${many(alerts.open, 'alert')} still open` : ''}.`]
  const longest = timeToFix && `; the longest took ${durationWords(timeToFix.longestMs)} (${timeToFix.longestHost})`
  return [
    `Alerts: ${alerts.opened} opened, ${alerts.ended} ended${longest ?? ''}, ${alerts.open} open now.`,
    `Checks: ${checks.total} of ${many(checks.hosts, 'host')}, ${checks.faulty} found a fault, ${checks.undetermined} could not tell.`,
    ...list(
      'Causes',
      causes,
      (one) => `${one.title} (${one.cause}): ${many(one.hosts, 'host')}, ${many(one.checks, 'check')}`,
    ),
    ...list('Fixes', fixes, ({ remedy, verified, total }) => `${remedy}: ${verified} of ${total} proven`),
    ...list(
      'Noisiest hosts',
      noisiest,
      (one) => `${one.host}: ${many(one.alerts, 'alert')}, ${many(one.faults, 'fault')}`,
    ),
  ]
}

const list = <T>(title: string, all: readonly T[], words: (one: T) => string): string[] =>
  all.length === 0 ? [] : [`${title}:`, ...all.map((one) => `• ${words(one)}`)]

const many = (count: number, what: string): string => `${count} ${what}${count === 1 ? '' : 's'}`
