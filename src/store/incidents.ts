import type { Redis } from 'ioredis'
import { PREFIX } from './redis-client.ts'

/** A message that did not go as it should: never delivered, or perhaps delivered twice. */
export interface Incident {
  runId: string
  what: 'head' | 'edit' | 'redraw' | number
  problem: 'undeliverable' | 'perhaps-twice'
  because: string
  at: string
}

const KEY = `${PREFIX}:incidents`
const KEPT = 1_000

export async function recordIncident(redis: Redis, incident: Incident): Promise<void> {
  await redis
    .multi()
    .lpush(KEY, JSON.stringify(incident))
    .ltrim(KEY, 0, KEPT - 1)
    .exec()
}

/** The newest incidents first. */
export async function readIncidents(redis: Redis, limit = 50): Promise<Incident[]> {
  const texts = await redis.lrange(KEY, 0, limit - 1)
  return texts.map((text) => JSON.parse(text) as Incident)
}
