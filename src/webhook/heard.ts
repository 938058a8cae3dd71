import type { Remembered } from '../store/reports.ts'
import type { Incoming } from './incoming.ts'

/**
 * What is to be remembered of an alert after a report of it; undefined when the report says nothing new. New is an alert that
 * was not firing, one that fires anew (it began later), and the end of one that is firing. Pure.
 */
export function heard(
  before: Remembered | undefined,
  { status, startsAtMs }: Pick<Incoming, 'status' | 'startsAtMs'>,
  nowMs: number,
): Remembered | undefined {
  if (status === 'resolved') {
    const isItsEnd = before?.status === 'firing' && (startsAtMs ?? nowMs) >= before.sinceMs
    return isItsEnd ? { status, sinceMs: before.sinceMs } : undefined
  }
  const isNew = startsAtMs === undefined ? before?.status !== 'firing' : startsAtMs > (before?.sinceMs ?? 0)
  return isNew ? { status, sinceMs: startsAtMs ?? nowMs } : undefined
}
