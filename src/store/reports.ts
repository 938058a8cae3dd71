import type { Redis } from 'ioredis'
import { z } from 'zod'
import { type HostMove, MOVES } from './moves.ts'
import { KEEP_S, PREFIX } from './redis-client.ts'
import { understood } from './understood.ts'

/** What is remembered of an alert of another monitoring: how it is, and since when it was (ms). */
const remembered = z.strictObject({ status: z.enum(['firing', 'resolved']), sinceMs: z.number() })
export type Remembered = z.infer<typeof remembered>

const keyOf = (fingerprint: string) => `${PREFIX}:report:${fingerprint}`

/** Only over what was read: the two of a pair of Alertmanagers report at the same time. */
const REPLACE = `
  if (redis.call('GET', KEYS[1]) or '') ~= ARGV[1] then return 0 end
  redis.call('SET', KEYS[1], ARGV[2], 'EX', ARGV[3])
  if ARGV[4] ~= '' then redis.call('RPUSH', KEYS[2], ARGV[4]) end
  return 1`

export interface Report {
  /** What became of the alert's host, for the keeper of alerts. */
  move?: HostMove
  after: Remembered
}

/**
 * Notes what a report makes of an alert, together with what that means for its host; `judge` says what, or that there is
 * nothing new. Returns what is remembered then, and whether it was new; undefined when there is nothing to remember.
 */
export async function noteReport(
  redis: Redis,
  fingerprint: string,
  judge: (before: Remembered | undefined) => Report | undefined,
): Promise<(Remembered & { isNew: boolean }) | undefined> {
  const key = keyOf(fingerprint)
  for (;;) {
    const text = (await redis.get(key)) ?? ''
    const before = understood(remembered, text)
    const report = judge(before)
    const after = report?.after ?? before
    if (!after) return undefined
    const move = report?.move ? JSON.stringify(report.move) : ''
    // Also what is not new is written again: as long as it is repeated, it is not forgotten.
    const written = await redis.eval(REPLACE, 2, key, MOVES, text, JSON.stringify(after), KEEP_S, move)
    if (written === 1) return { ...after, isNew: report !== undefined }
  }
}
