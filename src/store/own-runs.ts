import type { Redis } from 'ioredis'
import { z } from 'zod'
import { pastRun } from './history.ts'
import { KEEP_S, PREFIX } from './redis-client.ts'
import { understood } from './understood.ts'

/** So many checks of one person are remembered. */
export const OWN_RUNS = 20

const ownRun = pastRun.extend({ host: z.string() })
export type OwnRun = z.infer<typeof ownRun>

const keyOf = (userId: string) => `${PREFIX}:runs-of:${userId}`

/** Adds a run to those that somebody asked for; noted again it stays one, and the oldest gives way. */
export async function noteOwnRun(redis: Redis, run: OwnRun): Promise<void> {
  const key = keyOf(run.by.id)
  await redis
    .multi()
    .zadd(key, Date.parse(run.startedAt), JSON.stringify(run))
    .zremrangebyrank(key, 0, -1 - OWN_RUNS)
    .expire(key, KEEP_S)
    .exec()
}

/** The last checks that somebody asked for, newest first. */
export async function ownRuns(redis: Redis, userId: string): Promise<OwnRun[]> {
  const texts = await redis.zrevrange(keyOf(userId), 0, OWN_RUNS - 1)
  const runs = texts.flatMap((text) => understood(ownRun, text) ?? [])
  // One whose worker died at its end was run again.
  return runs.filter(({ runId }, index) => runs.findIndex((one) => one.runId === runId) === index)
}
