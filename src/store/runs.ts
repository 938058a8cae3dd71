import type { Redis } from 'ioredis'
import type { Diagnosed } from '../domain/diagnosis.ts'
import { KEEP_S, PREFIX } from './redis-client.ts'

const keyOf = (runId: string) => `${PREFIX}:run:${runId}`

/** Keeps what a run found for seven days. */
export async function saveRun(redis: Redis, runId: string, diagnosed: Diagnosed): Promise<void> {
  await redis.set(keyOf(runId), JSON.stringify(diagnosed), 'EX', KEEP_S)
}

export async function readRun(redis: Redis, runId: string): Promise<Diagnosed | undefined> {
  const text = await redis.get(keyOf(runId))
  return text === null ? undefined : (JSON.parse(text) as Diagnosed)
}
