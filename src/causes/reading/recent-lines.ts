import type { Proof } from '../../domain/diagnosis.ts'
import type { LogLine } from '../../domain/inside.ts'
import type { Answered } from '../../domain/observation.ts'
import { quoteLines } from './quote.ts'

/** So young that it still holds, and young enough to be what a person complains of. */
export const FRESH_MS = 60_000
export const RECENT_MS = 600_000

/** Traditional syslog names no year: its lines have no known age. */
export const ageMs = ({ at }: LogLine, { now }: Answered<'identity'>): number =>
  /^\d{4}-/.test(at) ? Date.parse(now) - Date.parse(at) : Number.NaN

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
