import type { Redis } from 'ioredis'
import type { AlertReport } from '../domain/alert.ts'
import { PREFIX } from './redis-client.ts'

/**
 * What became of a host, as the watch or another monitoring saw it. Workers and the webhook add moves; the bot's keeper of
 * alerts takes them in their order and makes of them what the alert's thread tells.
 */
export interface HostMove {
  /** The same move has the same id, however often it is added or taken. */
  id: string
  host: string
  vantage: string
  move: 'open' | 'update' | 'flapping' | 'resolve'
  at: string
  source: 'watch' | 'webhook'
  /** What was seen from outside. */
  symptom?: string
  /** Of another monitoring: its words, under the fingerprint by which it knows the alert. */
  report?: AlertReport & { fingerprint: string }
}

export const MOVES = `${PREFIX}:watch:moves`

/** The oldest moves. Each stays until it is taken off, so that none is lost when the keeper dies in between. */
export async function readMoves(redis: Redis, atMost: number): Promise<HostMove[]> {
  return (await redis.lrange(MOVES, 0, atMost - 1)).map((text) => JSON.parse(text) as HostMove)
}

/** Takes moves off by what they say: another keeper may have been faster. */
export async function takeMoves(redis: Redis, moves: readonly HostMove[]): Promise<void> {
  const taking = redis.pipeline()
  for (const move of moves) taking.lrem(MOVES, 1, JSON.stringify(move))
  await taking.exec()
}
