import { randomUUID } from 'node:crypto'
import type { Redis } from 'ioredis'
import { PREFIX } from './redis-client.ts'
import { AFTER_NOW, NOW } from './redis-clock.ts'

export const workersKey = (vantage: string) => `${PREFIX}:workers:${vantage}`
const notesOf = (vantage: string) => `${workersKey(vantage)}:notes`
const ALIVE_MS = 15_000

/** A worker's id: its machine's name, and what tells it from others there. */
export const workerId = (machine: string): string => `${machine}:${randomUUID()}`
export const machineOf = (id: string): string => id.replace(/:.*/, '')

/** What a worker says of itself. */
export interface WorkerNote {
  id: string
  version: string
  /** Ids of the keys whose orders it carries out. */
  keyIds: string[]
  /** The names of its inventory. */
  hosts: string[]
  /** By how much its clock is ahead of that of Redis; undefined until it knows. */
  clockAheadMs?: number
}

/** Redis's own clock decides who is alive: those of bot and bastions may differ. */
const SIGN_IN = `${NOW}
  redis.call('ZADD', KEYS[1], nowMs + ${ALIVE_MS}, ARGV[1])
  redis.call('HSET', KEYS[2], ARGV[1], ARGV[2])
  for _, gone in ipairs(redis.call('ZRANGEBYSCORE', KEYS[1], '-inf', nowMs)) do
    redis.call('ZREM', KEYS[1], gone)
    redis.call('HDEL', KEYS[2], gone)
  end
  return tostring(nowMs)`

const ALIVE = `${NOW}
  return redis.call('ZRANGEBYSCORE', KEYS[1], ${AFTER_NOW})`

/** Says that a worker serves the vantage, for the next 15 seconds. Returns the time of Redis (ms). */
export async function signIn(redis: Redis, vantage: string, note: WorkerNote): Promise<number> {
  return Number(await redis.eval(SIGN_IN, 2, workersKey(vantage), notesOf(vantage), note.id, JSON.stringify(note)))
}

export async function signOut(redis: Redis, vantage: string, id: string): Promise<void> {
  await redis.multi().zrem(workersKey(vantage), id).hdel(notesOf(vantage), id).exec()
}

const aliveIn = async (redis: Redis, vantage: string) => (await redis.eval(ALIVE, 1, workersKey(vantage))) as string[]

/** How many workers of the vantage signed in within the last 15 seconds. */
export const countWorkers = async (redis: Redis, vantage: string): Promise<number> =>
  (await aliveIn(redis, vantage)).length

/** The workers that are alive, with what they say of themselves: undefined where an older version says nothing. */
export async function readWorkers(redis: Redis, vantage: string): Promise<{ id: string; note?: WorkerNote }[]> {
  const ids = await aliveIn(redis, vantage)
  if (ids.length === 0) return []
  const texts = await redis.hmget(notesOf(vantage), ...ids)
  return ids.map((id, index) => {
    const text = texts[index]
    return text ? { id, note: JSON.parse(text) as WorkerNote } : { id }
  })
}
