import { createHash } from 'node:crypto'
import type { Redis } from 'ioredis'
import type { Diagnosed } from '../domain/diagnosis.ts'
import type { Evidence } from '../domain/evidence.ts'
import { KEEP_S, PREFIX } from './redis-client.ts'

const keyOf = (runId: string) => `${PREFIX}:run:${runId}`

/** Keeps what a run found for seven days. */
export async function saveRun(redis: Redis, runId: string, diagnosed: Diagnosed): Promise<void> {
  await redis.set(keyOf(runId), JSON.stringify(diagnosed), 'EX', KEEP_S)
  const { evidence } = diagnosed
  await redis.eval(NEWER, 1, newestOf(evidence), runId, evidence.startedAt, KEEP_S)
}

/** The newest run about the same host, client, user and port, from the same vantage. */
export async function newestRun(redis: Redis, evidence: Evidence): Promise<Diagnosed | undefined> {
  const runId = await redis.hget(newestOf(evidence), 'runId')
  return runId === null ? undefined : readRun(redis, runId)
}

/** A run that began earlier and ended later is not the newer one. */
const NEWER = `
  local at = redis.call('HGET', KEYS[1], 'at')
  if at and at > ARGV[2] then return 0 end
  redis.call('HSET', KEYS[1], 'runId', ARGV[1], 'at', ARGV[2])
  redis.call('EXPIRE', KEYS[1], ARGV[3])
  return 1`

function newestOf({ vantage, host, client, user }: Evidence): string {
  const subject = JSON.stringify([vantage, host.name, host.port, client?.address ?? '', user ?? ''])
  return `${PREFIX}:newest:${createHash('sha256').update(subject).digest('base64url')}`
}

export async function readRun(redis: Redis, runId: string): Promise<Diagnosed | undefined> {
  const text = await redis.get(keyOf(runId))
  return text === null ? undefined : (JSON.parse(text) as Diagnosed)
}
