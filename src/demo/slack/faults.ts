import { setTimeout as sleep } from 'node:timers/promises'
import type { HttpBindings } from '@hono/node-server'
import type { Context } from 'hono'

/** Trouble on demand: the next calls of a method (or of any) fail in this way. */
export interface Fault {
  method?: string
  /** `hang-up` drops the connection, `silence` keeps it and says nothing. */
  status: 429 | 500 | 503 | 'hang-up' | 'silence'
  /** Seconds, with 429. */
  retryAfter?: number
  /** The call takes effect all the same, and only its answer is lost. */
  afterAccepting?: boolean
}

export interface BadDay {
  /** The same seed brings the same trouble to the same calls. */
  seed: number
  /** Which share of the answers fails. */
  share: number
}

/** Longer than any client waits. */
const SILENCE_MS = 60_000

/** A 429 is a refusal: what it answers has not happened. */
const BAD_DAY: readonly Fault[] = [
  { status: 429, retryAfter: 1 },
  { status: 503 },
  { status: 503, afterAccepting: true },
  { status: 'silence' },
  { status: 'silence', afterAccepting: true },
  { status: 'hang-up' },
  { status: 'hang-up', afterAccepting: true },
]

export function createFaults() {
  const waiting: Fault[] = []
  let badDay = { next: () => 1, share: 0 }
  const random = () => (badDay.next() < badDay.share ? BAD_DAY[Math.floor(badDay.next() * BAD_DAY.length)] : undefined)
  return {
    add: (fault: Fault, times = 1) => void waiting.push(...Array.from({ length: times }, () => fault)),
    /** From now on a share of all calls fails, each in one of all ways. */
    haveBadDay: ({ seed, share }: BadDay) => {
      badDay = { next: randomFrom(seed), share }
    },
    take: (method: string): Fault | undefined => {
      const index = waiting.findIndex((fault) => fault.method === undefined || fault.method === method)
      return index < 0 ? random() : waiting.splice(index, 1)[0]
    },
  }
}

export type Faults = ReturnType<typeof createFaults>

/** Mulberry32: numbers from 0 to 1 that look random, the same for the same seed. */
function randomFrom(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

/** The answer that a fault leaves of a call. */
export async function failing(context: Context, { status, retryAfter = 1 }: Fault): Promise<Response> {
  if (status === 429) {
    const body = JSON.stringify({ ok: false, error: 'ratelimited' })
    return new Response(body, { status, headers: { 'retry-after': String(retryAfter) } })
  }
  if (status === 'silence') await sleep(SILENCE_MS, undefined, { ref: false })
  if (status === 'silence' || status === 'hang-up') (context.env as HttpBindings).incoming.destroy()
  return new Response('upstream trouble', { status: typeof status === 'number' ? status : 500 })
}
