import { createHash } from 'node:crypto'
import type { Redis } from 'ioredis'
import type { Claim, Offer } from '../queue/desk.ts'
import type { Person } from '../queue/shapes.ts'
import { DAY_S, PREFIX } from './redis-client.ts'

const offerKey = (id: string) => `${PREFIX}:offer:${id}`
const claimKey = (id: string) => `${PREFIX}:claim:${id}`

/** Keeps an offer for a day. Its id is the digest of what it says, so nobody who can write to Redis can give a button another meaning. */
export async function rememberOffer(redis: Redis, offer: Offer): Promise<string> {
  const text = canonical(offer)
  const id = digestOf(text)
  await redis.set(offerKey(id), text, 'EX', DAY_S)
  return id
}

/** The offer of an id; undefined when it expired, and `altered` when it is not what the id stands for. */
export async function recallOffer(redis: Redis, id: string): Promise<Offer | 'altered' | undefined> {
  const text = await redis.get(offerKey(id))
  if (text === null) return undefined
  if (digestOf(text) !== id) return 'altered'
  const offer = JSON.parse(text) as Offer
  return typeof offer.evidence === 'string' ? offer : undefined // One of an earlier version is bound to nothing.
}

/** Gives the offer to the first who comes; everybody else learns who that was. */
export async function claimOffer(redis: Redis, id: string, person: Person, now: Date): Promise<Claim> {
  const mine = { by: person, at: now.toISOString() }
  // NX with GET in one command needs Redis 7; two commands are enough, since a claim never changes hands.
  const won = await redis.set(claimKey(id), JSON.stringify(mine), 'EX', DAY_S, 'NX')
  if (won === 'OK') return { won: true }
  const held = await redis.get(claimKey(id))
  return { won: false, ...(held === null ? mine : (JSON.parse(held) as typeof mine)) }
}

const digestOf = (text: string) => createHash('sha256').update(text).digest('base64url')

/** Who took an offer; undefined while nobody did. */
export async function takenOffer(redis: Redis, id: string): Promise<{ by: Person; at: string } | undefined> {
  const held = await redis.get(claimKey(id))
  return held === null ? undefined : (JSON.parse(held) as { by: Person; at: string })
}

/** What an offer is bound to: the evidence of a run, or the report of an action that can be undone. */
export const digestOfFacts = (facts: unknown): string => digestOf(JSON.stringify(facts))

function canonical({ runId, host, vantage, remedy, args, direction, command, evidence, standsOn }: Offer): string {
  const sortedArgs = Object.fromEntries(Object.entries(args).sort(([a], [b]) => (a < b ? -1 : 1)))
  return JSON.stringify({ runId, host, vantage, remedy, args: sortedArgs, direction, command, evidence, standsOn })
}
