import type { Redis } from 'ioredis'
import { type Config, configSchema, type Host } from '../../src/config/schema.ts'
import { NO_ROUTE, SILENT } from '../../src/monitor/blind.ts'
import type { Looked } from '../../src/monitor/transition.ts'
import { watchlist } from '../../src/monitor/watchlist.ts'
import { keepMoves } from '../../src/queue/keep-moves.ts'
import { keepOpening } from '../../src/queue/keep-opening.ts'
import { keepTrue } from '../../src/queue/keep-true.ts'
import { type Keeping, watchedByName } from '../../src/queue/keeping.ts'
import { openOutbox } from '../../src/queue/outbox.ts'
import { openQueue } from '../../src/queue/queues.ts'
import { runSweep, type SweepSurroundings } from '../../src/queue/sweep.job.ts'

export const LOOKS = {
  up: { state: 'up' },
  down: { state: 'down', symptom: 'connection refused' },
  silent: { state: 'down', symptom: SILENT },
  unreachable: { state: 'down', symptom: NO_ROUTE },
  unknown: { state: 'unknown', because: 'ENETUNREACH' },
} as const satisfies Record<string, Looked>
export type Seen = keyof typeof LOOKS

export const EVERY_MS = 30_000
export const OWN = 'bastion-a'

export interface WorldOptions {
  watch?: object
  hosts: readonly Host[]
  gatherMs?: number
  /** How many ticks an interval has: the hosts are spread over them. */
  ticks?: number
}

/** The watch and the keeper of alerts on a real Redis, in a world whose hosts and whose clock the test turns. */
export function watchWorld(redis: Redis, { watch, hosts, gatherMs = 20_000, ticks = 1 }: WorldOptions) {
  const config: Config = configSchema.parse({
    vantage: OWN,
    watch: { channel: 'C0ALERTS', everySeconds: EVERY_MS / 1_000, groups: [{ hosts: ['*'] }], ...watch },
  })
  const outbox = openOutbox(redis)
  const queues = new Map<string, ReturnType<typeof openQueue>>()
  const seen = new Map<number, Seen>()
  let nowMs = Date.UTC(2026, 10, 21, 12)
  const keeping: Keeping = {
    ...{ redis, outbox, config, gatherMs, sinceMs: nowMs, now: () => nowMs },
    hosts: new Map(hosts.map((host) => [host.name, host])),
    watched: watchedByName(config, hosts),
    vantages: new Set([OWN, ...hosts.flatMap(({ vantage }) => vantage ?? [])]),
    queue: (name) => {
      const queue = queues.get(name) ?? openQueue(name, redis)
      queues.set(name, queue)
      return queue
    },
  }
  const surroundings: SweepSurroundings = {
    ...{ redis, vantage: OWN, tickMs: EVERY_MS / ticks, now: () => nowMs, redisMs: async () => nowMs },
    watch: { canaries: config.watch?.canaries ?? [] },
    watched: watchlist(config.watch, hosts, OWN).filter(({ vantage }) => vantage === OWN),
    spare: async () => true,
    hasNetwork: () => true,
    look: async (_address, port) => LOOKS[seen.get(port) ?? 'up'],
  }
  return {
    config,
    keeping,
    now: () => nowMs,
    /** What a look at the host sees from now on. */
    turn: ({ port }: Host, to: Seen) => void seen.set(port, to),
    seenOf: ({ port }: Host): Seen => seen.get(port) ?? 'up',
    /** So much time passes without a look. */
    pass: (ms: number) => {
      nowMs += ms
    },
    /** An interval passes, and all hosts are looked at: by so many workers, each of which has the same jobs. */
    sweep: async (workers = 1) => {
      for (let tick = 0; tick < ticks; tick++) {
        nowMs += EVERY_MS / ticks
        const dueMs = nowMs
        await Promise.all(Array.from({ length: workers }, () => runSweep(dueMs, surroundings)))
      }
    },
    keep: async () => {
      for (const part of [keepMoves, keepOpening, keepTrue]) await part(keeping)
    },
    close: async () => {
      await outbox.close()
      for (const queue of queues.values()) await queue.close()
    },
  }
}
export type World = ReturnType<typeof watchWorld>

/** Each has a port of its own, by which the world knows it. */
export const hostAt = (name: string, address: string, port: number): Host => ({
  name,
  address,
  port,
  user: 'medic',
  tags: [],
})
