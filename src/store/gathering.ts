import type { Redis } from 'ioredis'
import { z } from 'zod'
import type { Gathered } from '../monitor/gathered.ts'
import { PREFIX } from './redis-client.ts'
import { understood } from './understood.ts'

/*
 * Hosts that turned bad and have no alert yet: they wait a moment, for a second opinion and for others with which they may
 * have something in common; one in maintenance waits until that is over.
 */
export const GATHERING = `${PREFIX}:alerts:gathering`

const report = z.strictObject({
  host: z.string().exactOptional(),
  state: z.enum(['firing', 'resolved']),
  title: z.string(),
  at: z.string(),
  by: z.enum(['alertmanager', 'webhook']),
})
const gathered = z.strictObject({
  id: z.string(),
  host: z.string(),
  vantage: z.string(),
  at: z.iso.datetime(),
  sinceMs: z.number(),
  source: z.enum(['watch', 'webhook']),
  symptom: z.string().exactOptional(),
  reports: z.record(z.string(), report),
})

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
    const text = (await redis.hget(GATHERING, host)) ?? ''
    const after = change(understood<Gathered>(gathered, text))
    if ((await redis.eval(REPLACE, 1, GATHERING, host, text, after ? JSON.stringify(after) : '')) === 1) return
  }
}

export const readGathering = async (redis: Redis): Promise<Gathered[]> =>
  (await redis.hvals(GATHERING)).flatMap((text) => understood<Gathered>(gathered, text) ?? [])

export async function leaveGathering(redis: Redis, hosts: readonly string[]): Promise<void> {
  if (hosts.length > 0) await redis.hdel(GATHERING, ...hosts)
}
