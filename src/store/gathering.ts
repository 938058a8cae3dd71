import type { Redis } from 'ioredis'
import type { Gathered } from '../monitor/gathered.ts'
import { PREFIX } from './redis-client.ts'

/*
 * Hosts that turned bad and have no alert yet: they wait a moment, for a second opinion and for others with which they may
 * have something in common; one in maintenance waits until that is over.
 */
const KEY = `${PREFIX}:alerts:gathering`

const REPLACE = `
  if (redis.call('HGET', KEYS[1], ARGV[1]) or '') ~= ARGV[2] then return 0 end
  if ARGV[3] == '' then redis.call('HDEL', KEYS[1], ARGV[1]) else redis.call('HSET', KEYS[1], ARGV[1], ARGV[3]) end
  return 1`

/** Changes what is gathered of a host by a pure function of it, again when somebody was faster. */
export async function gather(
  redis: Redis,
  host: string,
  change: (before: Gathered | undefined) => Gathered | undefined,
): Promise<void> {
  for (;;) {
    const text = (await redis.hget(KEY, host)) ?? ''
    const after = change(text === '' ? undefined : (JSON.parse(text) as Gathered))
    if ((await redis.eval(REPLACE, 1, KEY, host, text, after ? JSON.stringify(after) : '')) === 1) return
  }
}

export const readGathering = async (redis: Redis): Promise<Gathered[]> =>
  (await redis.hvals(KEY)).map((text) => JSON.parse(text) as Gathered)

export async function leaveGathering(redis: Redis, hosts: readonly string[]): Promise<void> {
  if (hosts.length > 0) await redis.hdel(KEY, ...hosts)
}
