import type { Redis } from 'ioredis'
import type { Done } from '../domain/alert.ts'
import { PREFIX } from './redis-client.ts'

const KEY = `${PREFIX}:maintenance`

/** A host is worked on: until then it raises no alert. */
export type Silence = Done & { until: string }

/** Until it is over, or somebody says otherwise. */
export const setSilence = async (redis: Redis, host: string, silence: Silence): Promise<void> =>
  void (await redis.hset(KEY, host, JSON.stringify(silence)))

/** Whether there was one to end. */
export const endSilence = async (redis: Redis, host: string): Promise<boolean> => (await redis.hdel(KEY, host)) === 1

/** All that hold now, by host; those that are over are forgotten. */
export async function readSilences(redis: Redis, now: Date): Promise<Map<string, Silence>> {
  const all = Object.entries(await redis.hgetall(KEY)).map(
    ([host, text]) => [host, JSON.parse(text) as Silence] as const,
  )
  const over = all.filter(([, { until }]) => until <= now.toISOString()).map(([host]) => host)
  if (over.length > 0) await redis.hdel(KEY, ...over)
  return new Map(all.filter(([host]) => !over.includes(host)))
}
