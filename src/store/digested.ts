import type { Redis } from 'ioredis'
import { PREFIX } from './redis-client.ts'

const keyOf = (channel: string) => `${PREFIX}:digested:${channel}`

/** Until when (ms) a channel has had its digests; a channel that never had one has them until now. */
export async function digestedUntil(redis: Redis, channel: string, nowMs: number): Promise<number> {
  await redis.set(keyOf(channel), nowMs, 'NX')
  return Number(await redis.get(keyOf(channel)))
}

export const noteDigested = async (redis: Redis, channel: string, untilMs: number): Promise<void> =>
  void (await redis.set(keyOf(channel), untilMs))
