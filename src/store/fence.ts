import type { Redis } from 'ioredis'
import { KEEP_S, PREFIX } from './redis-client.ts'
import { NOW } from './redis-clock.ts'

export const voidKey = (id: string) => `${PREFIX}:void:${id}`

/**
 * The beginning of a script: what arrives after its deadline is void from then on, and the script answers 1. A Redis that
 * hung does all that it was sent once it goes on, and by then somebody was told that nothing was started.
 * KEYS[1] is the void key; ARGV[1] the deadline by Redis' clock, which is `nowMs` from here on.
 */
export const FENCE = `${NOW}
  if nowMs > tonumber(ARGV[1]) or redis.call('EXISTS', KEYS[1]) == 1 then
    redis.call('SET', KEYS[1], '1', 'EX', ${KEEP_S})
    return 1
  end`

/** Whether this arrived too late, so that whoever asked for it was told that it is not done. */
export const isVoid = async (redis: Redis, id: string): Promise<boolean> => (await redis.exists(voidKey(id))) === 1
