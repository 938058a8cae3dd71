import { z } from 'zod'
import type { CrowdsecDecision } from '../../domain/inside/strain.ts'

/** An alert is what led to decisions. */
const alerts = z
  .array(
    z.object({
      decisions: z
        .array(z.object({ value: z.string(), type: z.string(), origin: z.string(), duration: z.string() }))
        .nullish(),
    }),
  )
  .nullable()

/** What `cscli decisions list -o json` prints, among warnings: alerts with their decisions, or `null`. Undefined when it is neither. */
export function decisionsIn(output: string): CrowdsecDecision[] | undefined {
  const begin = /^(?:\[$|\[\{|null|\[\])/m.exec(output)?.index
  if (begin === undefined) return undefined
  const end = output.slice(begin).search(/\n(?:time=|\{"level")/)
  const read = alerts.safeParse(parsed(end < 0 ? output.slice(begin) : output.slice(begin, begin + end)))
  if (!read.success) return undefined
  return (read.data ?? []).flatMap(({ decisions }) =>
    (decisions ?? []).map(({ duration, ...rest }) => ({ ...rest, leftS: secondsOf(duration) })),
  )
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** `3h59m57.363885214s`; what has run out is negative. */
function secondsOf(duration: string): number {
  const units = { h: 3_600, m: 60, s: 1 }
  const parts = Array.from(duration.matchAll(/([\d.]{1,20})(h|ms|m|µs|s)/g))
  const total = parts.reduce(
    (sum, [, count = '0', unit = '']) => sum + Number(count) * (isUnit(unit) ? units[unit] : 0),
    0,
  )
  return duration.startsWith('-') ? 0 : Math.floor(total)
}

const isUnit = (unit: string): unit is 'h' | 'm' | 's' => unit === 'h' || unit === 'm' || unit === 's'
