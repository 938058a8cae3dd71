import type { Redis } from 'ioredis'
import type { Limits } from '../config/policy.ts'
import { PREFIX } from './redis-client.ts'

const HOUR_MS = 3_600_000

/** Forgets what is past an hour, then counts the change or says when there is room for it again: one script, so that workers never both win. */
const CLAIM = `
local key, now, most, rest, change = KEYS[1], tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3]), ARGV[4]
redis.call('ZREMRANGEBYSCORE', key, '-inf', now - ${HOUR_MS})
local count, free = redis.call('ZCARD', key), 0
local newest = redis.call('ZRANGE', key, -1, -1, 'WITHSCORES')
if newest[2] and tonumber(newest[2]) + rest > now then free = tonumber(newest[2]) + rest end
if count >= most then
  local leaves = redis.call('ZRANGE', key, count - most, count - most, 'WITHSCORES')
  free = math.max(free, tonumber(leaves[2]) + ${HOUR_MS})
end
if free == 0 and change ~= '' then
  redis.call('ZADD', key, now, change)
  redis.call('PEXPIRE', key, ${HOUR_MS})
end
return tostring(free)`

export interface ChangedHost {
  vantage: string
  host: string
}

/** Counts one change of a host, unless it must rest. Returns since when it is free again (ms), or undefined when it was counted. */
export const claimChange = (redis: Redis, host: ChangedHost, change: string, limits: Limits, nowMs: number) =>
  ask(redis, host, change, limits, nowMs)

/** When a host may be changed again (ms); undefined when it may be now. */
export const freeAgain = (redis: Redis, host: ChangedHost, limits: Limits, nowMs: number) =>
  ask(redis, host, '', limits, nowMs)

async function ask(
  redis: Redis,
  { vantage, host }: ChangedHost,
  change: string,
  { changesPerHour, coolDownSeconds }: Limits,
  nowMs: number,
): Promise<number | undefined> {
  const key = `${PREFIX}:changes:${vantage}:${host}`
  const free = Number(await redis.eval(CLAIM, 1, key, nowMs, changesPerHour, coolDownSeconds * 1_000, change))
  return free === 0 ? undefined : free
}
