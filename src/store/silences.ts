import type { Redis } from 'ioredis'
import { z } from 'zod'
import type { Done } from '../domain/alert.ts'
import { PREFIX } from './redis-client.ts'
import { understood } from './understood.ts'

const KEY = `${PREFIX}:maintenance`

/** A host is worked on: until then it raises no alert. */
export type Silence = Done & { until: string }

const silence = z.object({
  by: z.object({ id: z.string(), name: z.string().exactOptional() }),
  at: z.iso.datetime(),
  until: z.iso.datetime(),
})

/** Until it is over, or somebody says otherwise. */
export const setSilence = async (redis: Redis, host: string, given: Silence): Promise<void> =>
  void (await redis.hset(KEY, host, JSON.stringify(given)))

/** Whether there was one to end. */
export const endSilence = async (redis: Redis, host: string): Promise<boolean> => (await redis.hdel(KEY, host)) === 1

/** Unless somebody gave it more time meanwhile. */
const FORGET = `
  if redis.call('HGET', KEYS[1], ARGV[1]) ~= ARGV[2] then return 0 end
  return redis.call('HDEL', KEYS[1], ARGV[1])`

/** All that hold now, by host; those that are over are forgotten. */
export async function readSilences(redis: Redis, now: Date): Promise<Map<string, Silence>> {
  const holding = new Map<string, Silence>()
  for (const [host, text] of Object.entries(await redis.hgetall(KEY))) {
    const given = understood<Silence>(silence, text)
    if (given && given.until > now.toISOString()) holding.set(host, given)
    else await redis.eval(FORGET, 1, KEY, host, text)
  }
  return holding
}
