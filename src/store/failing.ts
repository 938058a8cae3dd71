import type { Redis } from 'ioredis'
import { z } from 'zod'
import { type PastRun, pastRun } from './history.ts'
import { KEEP_S, PREFIX } from './redis-client.ts'
import { understood } from './understood.ts'

/** So many hosts are looked through for what is failing now. */
const MOST = 1_000

const ORDER = `${PREFIX}:newest-runs`
const RUNS = `${ORDER}:told`
const MENDED = `${PREFIX}:mended`

/** A fix that was proven on a host: what was found before it holds no more, although nobody has checked again. */
const mending = z.strictObject({ runId: z.string(), remedy: z.string(), at: z.iso.datetime() })
export type Mending = z.infer<typeof mending>

/** A host by its newest check. */
export interface NewestRun {
  host: string
  run: PastRun
  mended?: Mending
}

/** Keeps the newest; what is older than a run is kept anyway is forgotten on the way. */
const NOTE = `
  local before = redis.call('ZSCORE', KEYS[1], ARGV[2])
  if before and tonumber(before) > tonumber(ARGV[1]) then return 0 end
  redis.call('ZADD', KEYS[1], ARGV[1], ARGV[2])
  redis.call('HSET', KEYS[2], ARGV[2], ARGV[3])
  for _, old in ipairs(redis.call('ZRANGEBYSCORE', KEYS[1], '-inf', tonumber(ARGV[1]) - ARGV[4] * 1000)) do
    redis.call('ZREM', KEYS[1], old)
    redis.call('HDEL', KEYS[2], old)
  end
  redis.call('EXPIRE', KEYS[1], ARGV[4])
  redis.call('EXPIRE', KEYS[2], ARGV[4])
  return 1`

/** Notes a run as its host's newest, unless a newer one is known. */
export async function noteNewest(redis: Redis, host: string, run: PastRun): Promise<void> {
  await redis.eval(NOTE, 2, ORDER, RUNS, Date.parse(run.startedAt), host, JSON.stringify(run), KEEP_S)
}

/** A fix was proven. */
export async function noteMended(redis: Redis, host: string, done: Mending): Promise<void> {
  await redis.multi().hset(MENDED, host, JSON.stringify(done)).expire(MENDED, KEEP_S).exec()
}

/** It was undone: what was found before may hold again. */
export async function forgetMended(redis: Redis, host: string): Promise<void> {
  await redis.hdel(MENDED, host)
}

/** The newest run of each host, newest first. What cannot be understood is left out. */
export async function newestRuns(redis: Redis): Promise<NewestRun[]> {
  const hosts = await redis.zrevrange(ORDER, 0, MOST - 1)
  if (hosts.length === 0) return []
  const [runs, mended] = await Promise.all([redis.hmget(RUNS, ...hosts), redis.hmget(MENDED, ...hosts)])
  return hosts.flatMap((host, index) => {
    const run = understood(pastRun, runs[index])
    if (!run) return []
    const done = understood(mending, mended[index])
    return [{ host, run, ...(done && done.at > run.startedAt && { mended: done }) }]
  })
}
