import type { Redis } from 'ioredis'
import { PREFIX } from './redis-client.ts'

const keyOf = (vantage: string) => `${PREFIX}:workers:${vantage}`
const ALIVE_MS = 15_000

/** Says that a worker serves the vantage, for the next 15 seconds. */
export async function signIn(redis: Redis, vantage: string, workerId: string, nowMs: number): Promise<void> {
  const key = keyOf(vantage)
  await redis
    .multi()
    .zadd(key, nowMs + ALIVE_MS, workerId)
    .zremrangebyscore(key, '-inf', nowMs)
    .exec()
}

export async function signOut(redis: Redis, vantage: string, workerId: string): Promise<void> {
  await redis.zrem(keyOf(vantage), workerId)
}

/** How many workers of the vantage signed in within the last 15 seconds. */
export const countWorkers = (redis: Redis, vantage: string, nowMs: number): Promise<number> =>
  redis.zcount(keyOf(vantage), nowMs, '+inf')
