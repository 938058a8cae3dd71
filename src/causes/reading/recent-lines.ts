import type { Proof } from '../../domain/diagnosis.ts'
import type { LogLine } from '../../domain/inside.ts'
import type { Answered } from '../../domain/observation.ts'
import { quoteLines } from './quote.ts'

/** So young that it still holds, and young enough to be what a person complains of. */
export const FRESH_MS = 60_000
export const RECENT_MS = 600_000

/** How long ago it was written, by the host's own clock; NaN when its time cannot be read. */
export const ageMs = ({ at }: LogLine, { now }: Pick<Answered<'identity'>, 'now'>): number =>
  Date.parse(now) - writtenMs(at, now)

const DAY_MS = 24 * 3_600_000

/** Traditional syslog names neither year nor zone: those are the host's own, and no line was written in days to come. */
function writtenMs(at: string, now: string): number {
  if (/^\d{4}-/.test(at)) return Date.parse(at)
  const [, year, offset] = /^(\d{4})-.*?([+-]\d\d:?\d\d|Z)$/.exec(now) ?? []
  const zone = offset === 'Z' ? '+0000' : offset?.replace(':', '')
  const inYear = (number: number) => Date.parse(`${at} ${number} ${zone}`)
  const written = inYear(Number(year))
  return written > Date.parse(now) + DAY_MS ? inYear(Number(year) - 1) : written
}

export const isYounger = (line: LogLine | undefined, identity: Answered<'identity'>, thanMs: number): boolean =>
  line !== undefined && ageMs(line, identity) <= thanMs

/** Lines of the last minutes whose text says it. A text is sshd's own from its first letter on: anchor there. */
export function recentLines(log: Answered<'sshd-log'>, identity: Answered<'identity'>, says: RegExp): LogLine[] {
  return log.lines.filter((line) => says.test(line.text) && isYounger(line, identity, RECENT_MS))
}

/** The newest of these lines, as the host printed them. */
export function quoteNewest(log: Answered<'sshd-log'>, lines: readonly LogLine[], atMost = 3): Proof[] {
  const texts = lines.slice(-atMost).map(({ text }) => text)
  return quoteLines(log, (printed) => texts.some((text) => printed.endsWith(`: ${text}`)))
}

/** The newest line whose text the test knows, as the host printed it. */
export function quoteLast(log: Answered<'sshd-log'> | undefined, says: (text: string) => boolean): Proof[] {
  const found = log?.lines.findLast(({ text }) => says(text))
  return log && found ? quoteNewest(log, [found]).slice(0, 1) : []
}
