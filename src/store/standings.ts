import type { Redis } from 'ioredis'
import { z } from 'zod'
import type { Standing } from '../domain/standing.ts'
import { KEEP_S, PREFIX } from './redis-client.ts'
import { understood } from './understood.ts'

const standing = z.strictObject({ up: z.boolean(), cause: z.string().optional(), at: z.iso.datetime() })

const keyOf = (vantage: string) => `${PREFIX}:standings:${vantage}`

/** A look that began earlier and ended later is not the newer one. */
const NOTE = `
  local before = redis.call('HGET', KEYS[1], ARGV[1])
  if before and cjson.decode(before).at > ARGV[3] then return 0 end
  redis.call('HSET', KEYS[1], ARGV[1], ARGV[2])
  redis.call('EXPIRE', KEYS[1], ARGV[4])
  return 1`

/** Notes how a host stands as seen from a vantage. */
export async function noteStanding(redis: Redis, vantage: string, host: string, seen: Standing): Promise<void> {
  await redis.eval(NOTE, 1, keyOf(vantage), host, JSON.stringify(seen), seen.at, KEEP_S)
}

/** How hosts stood when they were last looked at from a vantage, by name. What cannot be understood is left out. */
export async function standingsOf(redis: Redis, vantage: string): Promise<Map<string, Standing>> {
  const found = new Map<string, Standing>()
  for (const [host, text] of Object.entries(await redis.hgetall(keyOf(vantage)))) {
    const read = understood(standing, text)
    if (!read) continue
    const { cause, ...seen } = read
    found.set(host, { ...seen, ...(cause !== undefined && { cause }) })
  }
  return found
}
