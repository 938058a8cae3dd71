import type { Redis } from 'ioredis'
import { z } from 'zod'
import { type Address, canonicalAddress } from '../domain/address.ts'
import { KEEP_S, PREFIX } from './redis-client.ts'
import { understood } from './understood.ts'

/** So many hosts are remembered as last checked by somebody. */
const LAST_HOSTS = 20

/** Somebody of a workspace. */
export interface Owner {
  teamId: string
  userId: string
}

/** The address from which somebody connects, and when they said so. */
export interface OwnAddress {
  address: Address
  toldAt: string
}

const stored = z.strictObject({ address: z.string(), toldAt: z.iso.datetime() })

const addressKey = ({ teamId, userId }: Owner) => `${PREFIX}:address:${teamId}:${userId}`
const hostsKey = ({ teamId, userId }: Owner) => `${PREFIX}:checked:${teamId}:${userId}`

/** Kept for a week: addresses at home and of phones change. */
export async function rememberAddress(redis: Redis, owner: Owner, own: OwnAddress): Promise<void> {
  await redis.set(addressKey(owner), JSON.stringify(own), 'EX', KEEP_S)
}

export async function ownAddress(redis: Redis, owner: Owner): Promise<OwnAddress | undefined> {
  const text = await redis.get(addressKey(owner))
  const own = understood(stored, text)
  const address = own && canonicalAddress(own.address)
  return own && address ? { address, toldAt: own.toldAt } : undefined
}

/** Whether there was one to forget. */
export const forgetAddress = async (redis: Redis, owner: Owner): Promise<boolean> =>
  (await redis.del(addressKey(owner))) === 1

/** One command: in an outage hosts are noted by the hundred, while people wait for their acknowledgements. */
const NOTE = `
  redis.call('ZADD', KEYS[1], ARGV[1], ARGV[2])
  redis.call('ZREMRANGEBYRANK', KEYS[1], 0, ${-1 - LAST_HOSTS})
  redis.call('EXPIRE', KEYS[1], ${4 * KEEP_S})`

/** Notes which host somebody asked about, for the pickers. */
export async function noteHost(redis: Redis, owner: Owner, host: string, nowMs: number): Promise<void> {
  await redis.eval(NOTE, 1, hostsKey(owner), nowMs, host)
}

/** The hosts that somebody asked about, last first. */
export const lastHosts = (redis: Redis, owner: Owner): Promise<string[]> =>
  redis.zrevrange(hostsKey(owner), 0, LAST_HOSTS - 1)
