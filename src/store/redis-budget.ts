import type { Redis } from 'ioredis'
import { budgetOver, CONNECTIONS, WINDOW_MS } from '../probes/budget.ts'
import type { Budget } from '../probes/tools.ts'

/** Forgets what is past, then counts one connection or says how long to wait: one script, so that workers never both win. */
const CLAIM = `
local key, now, window, limit = KEYS[1], tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3])
redis.call('ZREMRANGEBYSCORE', key, '-inf', now - window)
if redis.call('ZCARD', key) < limit then
  redis.call('ZADD', key, now, ARGV[4])
  redis.call('PEXPIRE', key, window)
  return 0
end
local oldest = redis.call('ZRANGE', key, 0, 0, 'WITHSCORES')
return math.max(1, tonumber(oldest[2]) + window - now)`

const keyOf = (vantage: string, target: string) => `ssh-medic:budget:${vantage}:${target}`

/** What the watch leaves for the checks that people ask for: one silent look, and one login. */
const LEFT_FOR_PEOPLE = 2

/** Counts one connection of the watch if that leaves enough for people; it never waits, since another look comes soon. */
export async function claimSpare(
  redis: Redis,
  vantage: string,
  { address, port }: { address: string; port: number },
): Promise<boolean> {
  const now = Date.now()
  const most = CONNECTIONS - LEFT_FOR_PEOPLE
  const claim = [now, WINDOW_MS, most, `${now}-${Math.random()}`]
  return Number(await redis.eval(CLAIM, 1, keyOf(vantage, `${address} ${port}`), ...claim)) === 0
}

/** A budget that all workers of a vantage share. */
export function redisBudget(redis: Redis, vantage: string): Budget {
  return budgetOver({
    claim: async (target, now) => {
      const key = keyOf(vantage, target)
      const member = `${now}-${Math.random()}`
      return Number(await redis.eval(CLAIM, 1, key, now, WINDOW_MS, CONNECTIONS, member))
    },
  })
}
