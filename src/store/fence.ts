import type { Redis } from 'ioredis'
import { KEEP_S, PREFIX } from './redis-client.ts'

export const voidKey = (id: string) => `${PREFIX}:void:${id}`

/**
 * What arrives after its deadline is void from then on, and this script answers 1. A Redis that hung does all that it was
 * sent once it goes on, and by then somebody was told that nothing was started.
 * KEYS[1] is the void key; ARGV[1] the deadline by Redis' clock.
 */
export const FENCE = `
  local late = redis.call('EXISTS', KEYS[1]) == 1
  if not late then
    local time = redis.call('TIME')
    late = time[1] * 1000 + time[2] / 1000 > tonumber(ARGV[1])
  end
  if late then
    redis.call('SET', KEYS[1], '1', 'EX', ${KEEP_S})
    return 1
  end
  return 0`

/** Whether this arrived too late, so that whoever asked for it was told that it is not done. */
export const isVoid = async (redis: Redis, id: string): Promise<boolean> => (await redis.exists(voidKey(id))) === 1
