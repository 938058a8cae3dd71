import type { Redis } from 'ioredis'
import { z } from 'zod'
import type { Watched } from '../monitor/transition.ts'
import { type HostMove, MOVES } from './moves.ts'
import { KEEP_S, PREFIX } from './redis-client.ts'
import { understood } from './understood.ts'

const keyOf = (vantage: string) => `${PREFIX}:watched:${vantage}`
const sweepOf = (vantage: string) => `${PREFIX}:sweep:${vantage}`
const opinionOf = (host: string) => `${PREFIX}:second-opinion:${host}`
const OPINION_S = 600

const watched = z.strictObject({
  phase: z.enum(['well', 'firing', 'flapping']),
  seen: z.array(z.enum(['up', 'down'])),
  turnedAt: z.array(z.number()),
  symptom: z.string().exactOptional(),
})

/** What is remembered of a host, as it was read: it is replaced only when nobody else was faster. */
export interface Remembered {
  text: string | null
  watched: Watched | undefined
}

/** Only those of which something is remembered take room: a host that is well is not among them. */
export async function readWatched(redis: Redis, vantage: string, hosts: readonly string[]): Promise<Remembered[]> {
  const texts = hosts.length === 0 ? [] : await redis.hmget(keyOf(vantage), ...hosts)
  return texts.map((text) => ({ text, watched: understood<Watched>(watched, text) }))
}

/** What is remembered of the hosts that a vantage sees failing now. */
export async function failingHosts(redis: Redis, vantage: string): Promise<Map<string, Watched>> {
  const failing = new Map<string, Watched>()
  for (const [host, text] of Object.entries(await redis.hgetall(keyOf(vantage)))) {
    const known = understood<Watched>(watched, text)
    if (known && known.phase !== 'well') failing.set(host, known)
  }
  return failing
}

/** The host's new state and the move that comes of it, in one step: neither is there without the other. */
const REPLACE = `
  local now = redis.call('HGET', KEYS[1], ARGV[1]) or ''
  if now ~= ARGV[2] then return 0 end
  if ARGV[3] == '' then redis.call('HDEL', KEYS[1], ARGV[1]) else redis.call('HSET', KEYS[1], ARGV[1], ARGV[3]) end
  redis.call('EXPIRE', KEYS[1], ${KEEP_S})
  if ARGV[4] ~= '' then redis.call('RPUSH', KEYS[2], ARGV[4]) end
  return 1`

export interface Replacement {
  host: string
  before: Remembered
  after: Watched | undefined
  move?: HostMove
}

/** Writes many at once. Who was overtaken by another worker is left as that one wrote it: the next look counts again. */
export async function replaceWatched(redis: Redis, vantage: string, all: readonly Replacement[]): Promise<void> {
  const writing = redis.pipeline()
  for (const { host, before, after, move } of all)
    writing.eval(
      REPLACE,
      2,
      ...[keyOf(vantage), MOVES],
      ...[host, before.text ?? '', after ? JSON.stringify(after) : '', move ? JSON.stringify(move) : ''],
    )
  const written = (await writing.exec()) ?? []
  const [failed] = written.flatMap(([error]) => error ?? [])
  if (failed) throw failed
}

/** Forgets what was seen of a host: it counts from the beginning. */
export const forgetWatched = async (redis: Redis, vantage: string, host: string): Promise<void> =>
  void (await redis.hdel(keyOf(vantage), host))

/** Each tick is swept once, in whatever worker. Returns the last one that was swept before; undefined when this one was. */
const CLAIM = `
  local last = tonumber(redis.call('HGET', KEYS[1], 'tick') or '-1')
  if last >= tonumber(ARGV[1]) then return -2 end
  redis.call('HSET', KEYS[1], 'tick', ARGV[1])
  return last`

export async function claimTick(redis: Redis, vantage: string, tick: number): Promise<number | undefined> {
  const last = Number(await redis.eval(CLAIM, 1, sweepOf(vantage), tick))
  return last === -2 ? undefined : last
}

const sweepNote = z.strictObject({
  at: z.number(),
  lagMs: z.number(),
  hosts: z.number(),
  unknown: z.number(),
  tookMs: z.number(),
  blind: z.string().exactOptional(),
})

/** How the sweep of a vantage is doing. */
export interface SweepNote {
  /** When the last tick was swept. */
  at: number
  /** By how much it came late to the last of its hosts. */
  lagMs: number
  /** How many hosts were looked at, and how many could not be. */
  hosts: number
  unknown: number
  tookMs: number
  /** Why its looks say nothing of the hosts. */
  blind?: string
}

export const noteSweep = async (redis: Redis, vantage: string, note: SweepNote): Promise<void> =>
  void (await redis
    .multi()
    .hset(sweepOf(vantage), 'note', JSON.stringify(note))
    .expire(sweepOf(vantage), KEEP_S)
    .exec())

export const readSweep = async (redis: Redis, vantage: string): Promise<SweepNote | undefined> =>
  understood<SweepNote>(sweepNote, await redis.hget(sweepOf(vantage), 'note'))

const secondOpinion = z.strictObject({
  state: z.enum(['up', 'down', 'unknown']),
  vantage: z.string(),
  at: z.iso.datetime(),
})

/** What another vantage sees of a host that is about to be an alert. */
type SecondOpinion = z.infer<typeof secondOpinion>

export const noteOpinion = async (redis: Redis, host: string, opinion: SecondOpinion): Promise<void> =>
  void (await redis.set(opinionOf(host), JSON.stringify(opinion), 'EX', OPINION_S))

export const opinionAbout = async (redis: Redis, host: string): Promise<SecondOpinion | undefined> =>
  understood(secondOpinion, await redis.get(opinionOf(host)))
