import type { Redis } from 'ioredis'
import { z } from 'zod'
import type { AlertReport } from '../domain/alert.ts'
import { PREFIX } from './redis-client.ts'
import { understood } from './understood.ts'

const report = z.strictObject({
  fingerprint: z.string().max(200),
  state: z.enum(['firing', 'resolved']),
  title: z.string().max(1_000),
  at: z.iso.datetime(),
  by: z.enum(['alertmanager', 'webhook']),
})

/**
 * What became of a host, as the watch or another monitoring saw it. Workers and the webhook add moves; the bot's keeper of
 * alerts takes them in their order and makes of them what the alert's thread tells.
 */
const hostMove = z.strictObject({
  /** The same move has the same id, however often it is added or taken. */
  id: z.string().max(1_000),
  host: z.string().max(253),
  vantage: z.string().max(63),
  move: z.enum(['open', 'update', 'flapping', 'resolve']),
  at: z.iso.datetime(),
  source: z.enum(['watch', 'webhook']),
  /** What was seen from outside. */
  symptom: z.string().max(200).optional(),
  /** Of another monitoring: its words, under the fingerprint by which it knows the alert. */
  report: report.optional(),
})
export type HostMove = Omit<z.infer<typeof hostMove>, 'symptom' | 'report'> & {
  symptom?: string
  report?: AlertReport & { fingerprint: string }
}

export const MOVES = `${PREFIX}:watch:moves`

/** A move as it lies there; undefined when somebody wrote there what is none. */
export interface WaitingMove {
  text: string
  move: HostMove | undefined
}

/** The oldest moves. Each stays until it is taken off, so that none is lost when the keeper dies in between. */
export async function readMoves(redis: Redis, atMost: number): Promise<WaitingMove[]> {
  return (await redis.lrange(MOVES, 0, atMost - 1)).map((text) => ({ text, move: moveIn(text) }))
}

function moveIn(text: string): HostMove | undefined {
  const read = understood(hostMove, text)
  if (!read) return undefined
  const { symptom, report: said, ...move } = read
  return { ...move, ...(symptom !== undefined && { symptom }), ...(said && { report: said }) }
}

/** Takes moves off by what they say: another keeper may have been faster. */
export async function takeMoves(redis: Redis, waiting: readonly WaitingMove[]): Promise<void> {
  const taking = redis.pipeline()
  for (const { text } of waiting) taking.lrem(MOVES, 1, text)
  await taking.exec()
}
