import type { Redis } from 'ioredis'
import type { Head, Reply } from '../domain/message.ts'
import type { Place } from '../queue/desk.ts'
import { FENCE, voidKey } from './fence.ts'
import { KEEP_S, PREFIX } from './redis-client.ts'
import { AFTER_NOW } from './redis-clock.ts'
import { workersKey } from './workers.ts'

/** A post that was begun: `head`, `edit`, the index of a reply, or the `redraw` of one that was posted. */
export interface Intent {
  what: 'head' | 'edit' | 'redraw' | number
  atMs: number
  /** Which version of the head. */
  rev?: number
}

/** A post of a head or a reply that may have arrived; nobody said whether. */
export interface Doubt {
  what: 'head' | number
  /** When it was first begun. */
  atMs: number
  rev: number
  because: string
}

/** What is known of one thread: what it should say, and what was posted of it. */
export interface Thread {
  place: Place | undefined
  head: Head | undefined
  /** Counts up with each new head; `postedRev` is the one that was posted last. */
  rev: number
  postedRev: number
  /** The head's timestamp in Slack; undefined while it is not posted, '' when it never can be. */
  ts: string | undefined
  /** When the head was posted or edited last. */
  headAtMs: number
  replies: number
  /** How many replies are dealt with. */
  sent: number
  /** A reply that is to be drawn anew, and its timestamp in Slack if that is known. */
  redraw: { index: number; ts: string | undefined } | undefined
  /** How often its head was posted anew, because the one before was gone. */
  reposts: number
  /** Failed deliveries in a row. */
  failures: number
  intent: Intent | undefined
  doubt: Doubt | undefined
}

const keyOf = (runId: string) => `${PREFIX}:thread:${runId}`
const repliesOf = (runId: string) => `${keyOf(runId)}:replies`
const redrawsOf = (runId: string) => `${keyOf(runId)}:redraws`

/** A later state never gives way to an earlier one: a worker that was thought dead may still be writing. */
const RANK = { queued: 0, running: 1, done: 2, failed: 2, cancelled: 2, log: 2 } as const satisfies Record<
  Exclude<Head['state'], 'alert'>,
  number
>

const rankOf = (head: Head): number => (head.state === 'alert' ? head.alert.version : RANK[head.state])

const openWith = (key: string, place: string, head: string) => `
  redis.call('HSETNX', ${key}, 'place', ${place})
  if redis.call('HSETNX', ${key}, 'head', ${head}) == 1 then
    redis.call('HSET', ${key}, 'rank', 0, 'rev', 1)
  end
  redis.call('EXPIRE', ${key}, ${KEEP_S})`
const OPEN = openWith('KEYS[1]', 'ARGV[1]', 'ARGV[2]')

/** The same behind a fence; what the head says depends on whether a worker is there. */
const OPEN_IN_TIME = `${FENCE}
  local head = ARGV[3]
  if redis.call('ZCOUNT', KEYS[3], ${AFTER_NOW}) == 0 then head = ARGV[4] end
  ${openWith('KEYS[2]', 'ARGV[2]', 'head')}
  return 0`
export const OPEN_THREAD = { name: 'ssh-medic:open-thread', lua: OPEN_IN_TIME, numberOfKeys: 3 }

export interface Opening {
  runId: string
  vantage: string
  place: Place
  head: Head
  /** What the head says when no worker of the vantage is there. */
  unattended: Head
}

/** What `OPEN_THREAD` is called with. */
export const argsOfOpening = ({ runId, vantage, place, head, unattended }: Opening, deadlineMs: number) => [
  ...[voidKey(runId), keyOf(runId), workersKey(vantage), deadlineMs],
  ...[place, head, unattended].map((part) => JSON.stringify(part)),
]

const HEAD = `
  local rank = redis.call('HGET', KEYS[1], 'rank')
  if rank and tonumber(rank) > tonumber(ARGV[2]) then return 0 end
  redis.call('HSET', KEYS[1], 'head', ARGV[1], 'rank', ARGV[2])
  redis.call('HINCRBY', KEYS[1], 'rev', 1)
  redis.call('EXPIRE', KEYS[1], ARGV[3])
  return 1`

const REPLY = `
  local isNew = redis.call('HSETNX', KEYS[1], 'reply:' .. ARGV[1], 1)
  if isNew == 1 then
    redis.call('HSET', KEYS[1], 'index:' .. ARGV[1], redis.call('RPUSH', KEYS[2], ARGV[2]) - 1)
  end
  redis.call('EXPIRE', KEYS[1], ARGV[3])
  redis.call('EXPIRE', KEYS[2], ARGV[3])
  return isNew`

const REDRAW = `
  local index = redis.call('HGET', KEYS[1], 'index:' .. ARGV[1])
  if not index then return 0 end
  redis.call('RPUSH', KEYS[3], index)
  redis.call('EXPIRE', KEYS[3], ARGV[2])
  return 1`

const REPOST = `
  if redis.call('EXISTS', KEYS[1]) == 0 then return 0 end
  redis.call('HDEL', KEYS[1], 'ts')
  redis.call('HSET', KEYS[1], 'place', ARGV[1])
  redis.call('HINCRBY', KEYS[1], 'reposts', 1)
  return 1`

const TAKE = `
  if redis.call('EXISTS', KEYS[1]) == 0 then return 0 end
  redis.call('HSET', KEYS[1], 'owner', ARGV[1])
  return 1`

const BEGIN = `
  if redis.call('HGET', KEYS[1], 'owner') ~= ARGV[1] then return 0 end
  redis.call('HSET', KEYS[1], 'intent', ARGV[2])
  return 1`

const END = `
  if redis.call('EXISTS', KEYS[1]) == 0 then return 0 end
  if redis.call('HGET', KEYS[1], 'intent') == ARGV[1] then redis.call('HDEL', KEYS[1], 'intent') end
  redis.call('HSET', KEYS[1], unpack(ARGV, 2))
  return 1`

/** The record of threads: written by whoever has something to say, read and marked off by the delivery. Kept seven days. */
export function threadStore(redis: Redis) {
  const run = (lua: string, runId: string, ...args: (string | number)[]) =>
    redis.eval(lua, 3, keyOf(runId), repliesOf(runId), redrawsOf(runId), ...args)
  return {
    /** Says where the thread belongs and what it first says; what is there already stays. */
    open: (runId: string, place: Place, head: Head) => run(OPEN, runId, JSON.stringify(place), JSON.stringify(head)),
    setHead: (runId: string, head: Head, keepS = KEEP_S) => run(HEAD, runId, JSON.stringify(head), rankOf(head), keepS),
    /** Adds a reply unless one with this id was added before. Returns whether it was. */
    addReply: async (runId: string, replyId: string, reply: Reply, keepS = KEEP_S) =>
      (await run(REPLY, runId, replyId, JSON.stringify(reply), keepS)) === 1,
    /** Has a reply drawn anew: what it shows is not what it was. */
    redraw: (runId: string, replyId: string) => run(REDRAW, runId, replyId, KEEP_S),
    redrawn: (runId: string, index: number) => redis.lrem(redrawsOf(runId), 1, String(index)),
    /** Has the head posted anew, there. */
    repost: (runId: string, place: Place) => run(REPOST, runId, JSON.stringify(place)),
    /** Makes this delivery the thread's only one: from here on an earlier one begins no more posts. */
    take: async (runId: string, owner: string) => {
      await run(TAKE, runId, owner)
      return read(redis, runId)
    },
    read: (runId: string) => read(redis, runId),
    /** Where its head was posted; undefined while it was not. */
    placeOf: async (runId: string) => {
      const [place, ts] = await redis.hmget(keyOf(runId), 'place', 'ts')
      return place && ts ? { ...(JSON.parse(place) as Place), ts } : undefined
    },
    replyAt: async (runId: string, index: number) => {
      const text = await redis.lindex(repliesOf(runId), index)
      return text === null ? undefined : (JSON.parse(text) as Reply)
    },
    /** Records that a post begins; false when another delivery has taken the thread. */
    begin: async (runId: string, owner: string, intent: Intent) =>
      (await run(BEGIN, runId, owner, JSON.stringify(intent))) === 1,
    /** Records how the post ended, and forgets the intent. */
    end: (runId: string, intent: Intent, fields: Partial<Record<Marks, string | number>>) =>
      run(END, runId, JSON.stringify(intent), ...pairsOf(fields)),
  }
}
const pairsOf = (fields: Partial<Record<Marks, string | number>>) =>
  Object.entries(fields).flatMap(([name, value]) => (value === undefined ? [] : [name, value]))

type Marks = 'ts' | 'place' | 'postedRev' | 'headAtMs' | 'sent' | 'failures' | 'doubt' | `ts:${number}`
export type ThreadStore = ReturnType<typeof threadStore>

async function read(redis: Redis, runId: string): Promise<Thread | undefined> {
  const [fields, replies, redraw] = await Promise.all([
    redis.hgetall(keyOf(runId)),
    redis.llen(repliesOf(runId)),
    redis.lindex(redrawsOf(runId), 0),
  ])
  if (Object.keys(fields).length === 0) return undefined
  const count = (name: string) => Number(fields[name] ?? 0)
  return {
    place: parsed<Place>(fields.place),
    head: parsed<Head>(fields.head),
    rev: count('rev'),
    postedRev: count('postedRev'),
    ts: fields.ts,
    headAtMs: count('headAtMs'),
    replies,
    sent: count('sent'),
    redraw: redraw === null ? undefined : { index: Number(redraw), ts: fields[`ts:${redraw}`] },
    reposts: count('reposts'),
    failures: count('failures'),
    intent: parsed<Intent>(fields.intent),
    doubt: parsed<Doubt>(fields.doubt),
  }
}

const parsed = <T>(text: string | undefined) => (!text ? undefined : (JSON.parse(text) as T))
