import type { Redis } from 'ioredis'

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
    const [seconds, micros] = await redis.time()
    known = { redisMs: Number(seconds) * 1_000 + Number(micros) / 1_000, atMs: performance.now() }
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
