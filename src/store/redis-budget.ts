import type { Redis } from 'ioredis'
import { budgetOver, CONNECTIONS, WINDOW_MS } from '../probes/budget.ts'
import type { Budget } from '../probes/tools.ts'
import { together } from './together.ts'

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

/** For each host, whether there was room; then its connection is counted. */
const CLAIM_SPARE = `
local now, window, limit, id = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3]), ARGV[4]
local claimed = {}
for index, key in ipairs(KEYS) do
  redis.call('ZREMRANGEBYSCORE', key, '-inf', now - window)
  local hasRoom = redis.call('ZCARD', key) < limit
  if hasRoom then
    redis.call('ZADD', key, now, id .. '-' .. index)
    redis.call('PEXPIRE', key, window)
  end
  claimed[index] = hasRoom and 1 or 0
end
return claimed`

/** So many hosts keep Redis from everybody else for a millisecond or two. */
const CLAIMED_AT_ONCE = 250

interface Target {
  address: string
  port: number
}

/**
 * Counts one connection of the watch if that leaves enough for people; it never waits, since another look comes soon. A sweep
 * asks for hundreds of hosts at once, which are one round trip.
 */
export function spareClaims(redis: Redis, vantage: string, now = Date.now): (target: Target) => Promise<boolean> {
  return together(CLAIMED_AT_ONCE, async (targets: Target[]) => {
    const keys = targets.map(({ address, port }) => keyOf(vantage, `${address} ${port}`))
    const nowMs = now()
    const claim = [nowMs, WINDOW_MS, CONNECTIONS - LEFT_FOR_PEOPLE, `${nowMs}-${Math.random()}`]
    const claimed = (await redis.eval(CLAIM_SPARE, keys.length, ...keys, ...claim)) as number[]
    return claimed.map((one) => one === 1)
  })
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
