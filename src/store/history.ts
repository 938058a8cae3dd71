import type { Redis } from 'ioredis'
import { z } from 'zod'
import { KEEP_S, PREFIX } from './redis-client.ts'
import { understood } from './understood.ts'

/** So many checks of a host are remembered. */
export const HISTORY_LENGTH = 20

/** One check of a host as its history tells it: the evidence itself may be large and is kept with the run. */
export const pastRun = z.strictObject({
  runId: z.string(),
  startedAt: z.iso.datetime(),
  by: z.strictObject({ id: z.string(), name: z.string().optional() }),
  client: z.string().optional(),
  user: z.string().optional(),
  verdict: z.enum(['healthy', 'faulty', 'undetermined']),
  /** The answer's cause, and what it is called. */
  cause: z.string().optional(),
  title: z.string().optional(),
})
export type PastRun = z.infer<typeof pastRun>

const keysOf = (host: string) => [`${PREFIX}:history:${host}`, `${PREFIX}:history:${host}:runs`] as const

/** A run that is noted again, because its worker died in between, stays one. */
const NOTE = `
  redis.call('ZADD', KEYS[1], ARGV[1], ARGV[2])
  redis.call('HSET', KEYS[2], ARGV[2], ARGV[3])
  local old = redis.call('ZRANGE', KEYS[1], 0, -1 - ARGV[4])
  for _, id in ipairs(old) do
    redis.call('ZREM', KEYS[1], id)
    redis.call('HDEL', KEYS[2], id)
  end
  redis.call('EXPIRE', KEYS[1], ARGV[5])
  redis.call('EXPIRE', KEYS[2], ARGV[5])`

/** Adds a run to its host's history; the oldest gives way. */
export async function noteRun(redis: Redis, host: string, run: PastRun): Promise<void> {
  const at = Date.parse(run.startedAt)
  await redis.eval(NOTE, 2, ...keysOf(host), at, run.runId, JSON.stringify(run), HISTORY_LENGTH, KEEP_S)
}

/** The last runs of a host, newest first. What cannot be understood is left out. */
export async function historyOf(redis: Redis, host: string): Promise<PastRun[]> {
  const [order, runs] = keysOf(host)
  const ids = await redis.zrevrange(order, 0, HISTORY_LENGTH - 1)
  const texts = ids.length === 0 ? [] : await redis.hmget(runs, ...ids)
  return texts.flatMap((text) => understood(pastRun, text) ?? [])
}
