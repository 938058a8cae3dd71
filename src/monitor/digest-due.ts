import type { DigestSettings } from '../config/outward.ts'

export const WEEK_MS = 7 * 86_400_000
const DAYS = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'] as const

/** When a digest was due last (ms): the newest such weekday and time of day, in UTC, that is not after now. Pure. */
export function lastDue({ day, at }: Pick<DigestSettings, 'day' | 'at'>, nowMs: number): number {
  const [hours = 0, minutes = 0] = at.split(':').map(Number)
  const now = new Date(nowMs)
  const back = (now.getUTCDay() - DAYS.indexOf(day) + 7) % 7
  const due = Date.UTC(now.getUTCFullYear(), now.getUTCMonth(), now.getUTCDate() - back, hours, minutes)
  return due > nowMs ? due - WEEK_MS : due
}

/** The same as a cron pattern. */
export function cronOf({ day, at }: Pick<DigestSettings, 'day' | 'at'>): string {
  const [hours = 0, minutes = 0] = at.split(':').map(Number)
  return `${minutes} ${hours} * * ${DAYS.indexOf(day)}`
}
