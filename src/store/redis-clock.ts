import type { Redis } from 'ioredis'

/** The beginning of a script that goes by Redis' own clock: `nowMs` from here on. */
export const NOW = `
  local time = redis.call('TIME')
  local nowMs = time[1] * 1000 + math.floor(time[2] / 1000)`

/** For a range of scores: what is after `nowMs`. */
export const AFTER_NOW = `string.format('(%.0f', nowMs), '+inf'`

/** Redis' own time, in milliseconds since the epoch. */
export async function redisTimeMs(redis: Redis): Promise<number> {
  const [seconds, micros] = await redis.time()
  return Number(seconds) * 1_000 + Number(micros) / 1_000
}

/** Clocks of two machines drift apart slowly: Redis is asked again after so long. */
const FRESH_MS = 60_000

export interface RedisClock {
  /** The moment so many milliseconds from now as Redis will tell it, in its milliseconds since the epoch; never a later one. */
  inMs(ms: number): Promise<number>
  /** What was known of it is wrong. */
  forget(): void
}

/** Redis' own clock: what must not happen late is judged by the clock of whoever does it. */
export function redisClock(redis: Redis): RedisClock {
  let known: { redisMs: number; atMs: number } | undefined
  const forget = () => {
    known = undefined
  }
  const ask = async () => {
    known = { redisMs: await redisTimeMs(redis), atMs: performance.now() }
    return known
  }
  redis.on('ready', () => {
    forget() // It may be another machine by now.
    ask().catch(forget)
  })
  return {
    inMs: async (ms) => {
      const fresh = known && performance.now() - known.atMs < FRESH_MS ? known : await ask()
      return Math.floor(fresh.redisMs + performance.now() - fresh.atMs + ms)
    },
    forget,
  }
}
