import type { Redis } from 'ioredis'
import { PREFIX } from './redis-client.ts'

const KEEP_S = 2 * 86_400

/** Counts a line of a thread about unknown hosts, from 0; said again, it has the number that it had. */
export async function numberOfLine(redis: Redis, thread: string, line: string, nowMs: number): Promise<number> {
  const key = `${PREFIX}:strangers:${thread}`
  const results = await redis.multi().zadd(key, 'NX', nowMs, line).expire(key, KEEP_S).zrank(key, line).exec()
  return Number(results?.[2]?.[1] ?? 0)
}
