import type { Redis } from 'ioredis'
import type { Sealed } from '../queue/sealing.ts'
import type { Person } from '../queue/shapes.ts'
import { DAY_S, PREFIX } from './redis-client.ts'

const keyOf = (id: string) => `${PREFIX}:request:${id}`
const approvalsOf = (id: string) => `${keyOf(id)}:approvals`
const endingOf = (id: string) => `${keyOf(id)}:ending`
/** All that wait, by when they end. */
const OPEN = `${PREFIX}:requests`
const MOST_OPEN = 100
const openFor = (offerId: string) => `${PREFIX}:request-for:${offerId}`

/** How a request ended, and through whom. */
export interface Ending {
  state: 'approved' | 'denied' | 'void'
  by: Person
  at: string
}

/** Opens a request unless one is open for the same offer. Returns the id of the one that is open. */
export async function openRequest(
  redis: Redis,
  { id, offerId, sealed, seconds }: { id: string; offerId: string; sealed: Sealed; seconds: number },
): Promise<string> {
  await redis.set(keyOf(id), JSON.stringify(sealed), 'EX', seconds + DAY_S)
  const won = await redis.set(openFor(offerId), id, 'EX', seconds, 'NX')
  if (won !== 'OK') return (await redis.get(openFor(offerId))) ?? id
  await redis
    .multi()
    .zadd(OPEN, Date.now() + seconds * 1_000, id)
    .expire(OPEN, 2 * DAY_S)
    .exec()
  return id
}

/** The requests that may still be answered, the one that ends first before the others. */
export async function openRequests(redis: Redis, nowMs: number): Promise<string[]> {
  await redis.zremrangebyscore(OPEN, '-inf', String(nowMs))
  return redis.zrangebyscore(OPEN, '-inf', '+inf', 'LIMIT', 0, MOST_OPEN)
}

export async function readRequest(redis: Redis, id: string): Promise<Sealed | undefined> {
  const text = await redis.get(keyOf(id))
  return text === null ? undefined : (JSON.parse(text) as Sealed)
}

/** Adds one person's approval; theirs again is the same. Returns all that there are. */
export async function addApproval(redis: Redis, id: string, by: string, sealed: Sealed): Promise<Sealed[]> {
  await redis.hset(approvalsOf(id), by, JSON.stringify(sealed)) // Over what somebody else may have put there.
  await redis.expire(approvalsOf(id), 2 * DAY_S)
  return (await redis.hvals(approvalsOf(id))).map((text) => JSON.parse(text) as Sealed)
}

/** Ends a request; the first ending is the one that counts, and it is returned. */
export async function endRequest(redis: Redis, id: string, offerId: string, ending: Ending): Promise<Ending> {
  const won = await redis.set(endingOf(id), JSON.stringify(ending), 'EX', 2 * DAY_S, 'NX')
  if (won === 'OK') {
    await redis.zrem(OPEN, id)
    if (ending.state !== 'approved') await redis.del(openFor(offerId))
    return ending
  }
  return (await readEnding(redis, id)) ?? ending
}

export async function readEnding(redis: Redis, id: string): Promise<Ending | undefined> {
  const text = await redis.get(endingOf(id))
  return text === null ? undefined : (JSON.parse(text) as Ending)
}
