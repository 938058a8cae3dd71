import type { Redis } from 'ioredis'
import type { Person } from '../queue/shapes.ts'
import { KEEP_S, PREFIX } from './redis-client.ts'

/** How a check ended, decided once: by whoever cancels it, or by the worker that is about to tell its answer. */
export type CheckEnding = { how: 'answered' } | { how: 'cancelled'; by: Person; at: string }

const keyOf = (runId: string) => `${PREFIX}:ending:${runId}`

/** Ends a check in this way unless it has ended already. Returns how it ended. */
export async function endCheck(redis: Redis, runId: string, ending: CheckEnding): Promise<CheckEnding> {
  const won = await redis.set(keyOf(runId), JSON.stringify(ending), 'EX', KEEP_S, 'NX')
  return won === 'OK' ? ending : ((await endingOf(redis, runId)) ?? ending)
}

export async function endingOf(redis: Redis, runId: string): Promise<CheckEnding | undefined> {
  const text = await redis.get(keyOf(runId))
  return text === null ? undefined : (JSON.parse(text) as CheckEnding)
}
