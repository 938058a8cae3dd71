import type { Proof } from '../../domain/diagnosis.ts'
import type { LogLine } from '../../domain/inside.ts'
import type { Answered } from '../../domain/observation.ts'
import { quoteLines } from './quote.ts'

/** How long ago a log line was written by the host's own clock, in minutes; undefined when its time cannot be read. */
export function minutesAgo(at: string, { now }: Answered<'identity'>): number | undefined {
  const ms = Date.parse(now) - Date.parse(at)
  // Traditional syslog names no year, and Date.parse then takes some year of its own.
  if (!Number.isFinite(ms) || !/^\d{4}-/.test(at)) return undefined
  return ms / 60_000
}

/** Log lines verbatim, the newest three. */
export function quoteLogged(log: Answered<'sshd-log'>, chosen: readonly LogLine[]): Proof[] {
  const texts = chosen.slice(-3).map(({ text }) => text)
  return quoteLines(log, (line) => texts.some((text) => line.endsWith(`: ${text}`))).slice(0, 1)
}

/** The newest line whose text the test knows, verbatim. A text is sshd's own from its first letter on. */
export function quoteNewest(log: Answered<'sshd-log'> | undefined, says: (text: string) => boolean): Proof[] {
  const found = log?.lines.findLast(({ text }) => says(text))
  return log && found ? quoteLogged(log, [found]) : []
}
