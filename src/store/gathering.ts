import type { Redis } from 'ioredis'
import type { HostMove } from './moves.ts'
import { PREFIX } from './redis-client.ts'

const KEY = `${PREFIX}:alerts:gathering`

/**
 * Hosts that turned bad and have no alert yet: they wait a moment, for a second opinion and for others with which they may
 * have something in common; one in maintenance waits until that is over.
 */
export const gather = async (redis: Redis, move: HostMove): Promise<void> =>
  void (await redis.hsetnx(KEY, move.host, JSON.stringify(move)))

export const readGathering = async (redis: Redis): Promise<HostMove[]> =>
  (await redis.hvals(KEY)).map((text) => JSON.parse(text) as HostMove)

export async function leaveGathering(redis: Redis, hosts: readonly string[]): Promise<void> {
  if (hosts.length > 0) await redis.hdel(KEY, ...hosts)
}
