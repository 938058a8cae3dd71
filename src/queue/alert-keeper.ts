import { setTimeout as sleep } from 'node:timers/promises'
import type { Queue } from 'bullmq'
import type { Config, Host } from '../config/schema.ts'
import { workerRedis } from '../store/redis-client.ts'
import { keepMoves } from './keep-moves.ts'
import { keepOpening } from './keep-opening.ts'
import { keepAbandoned, keepAttended, keepEscalating, keepTelling } from './keep-telling.ts'
import { keepVantages } from './keep-vantages.ts'
import { type Keeping, watchedByName } from './keeping.ts'
import { openOutbox } from './outbox.ts'
import { openQueue } from './queues.ts'

const ROUND_MS = 1_000
const GATHER_MS = 20_000

export interface KeeperOptions {
  config: Config
  hosts: readonly Host[]
  redisUrl: string
  onError: (error: Error) => void
  roundMs?: number
  gatherMs?: number
}

/**
 * Keeps the alerts until closed: takes what the watch saw, opens, tells, reminds. Several bots may do so at once, and each
 * may end in the middle: every step can be taken again, and does nothing twice.
 */
export function startAlertKeeper(options: KeeperOptions): { close(): Promise<void> } {
  const { config, hosts, redisUrl, onError, roundMs = ROUND_MS, gatherMs = GATHER_MS } = options
  const redis = workerRedis(redisUrl, onError)
  const outbox = openOutbox(redis)
  const queues = new Map<string, Queue>()
  const keeping: Keeping = {
    ...{ redis, outbox, config, gatherMs, now: Date.now, sinceMs: Date.now() },
    hosts: new Map(hosts.map((host) => [host.name, host])),
    watched: watchedByName(config, hosts),
    queue: (name) => {
      const queue = queues.get(name) ?? openQueue(name, redis)
      queues.set(name, queue)
      return queue
    },
  }
  const stop = new AbortController()
  const ended = keepUntil(stop.signal, () => round(keeping), roundMs, onError)
  return {
    close: async () => {
      stop.abort()
      redis.disconnect()
      await ended
      await Promise.all([outbox.close(), ...[...queues.values()].map((queue) => queue.close())]).catch(() => {})
    },
  }
}

/** In this order, so that what was seen is told in the same round. */
async function round(keeping: Keeping): Promise<void> {
  for (const part of [keepMoves, keepOpening, keepAbandoned, keepAttended, keepEscalating, keepVantages, keepTelling])
    await part(keeping)
}

async function keepUntil(
  signal: AbortSignal,
  work: () => Promise<void>,
  everyMs: number,
  onError: (error: Error) => void,
): Promise<void> {
  while (!signal.aborted) {
    await work().catch((error: Error) => {
      if (!signal.aborted) onError(error)
    })
    await sleep(everyMs, undefined, { signal }).catch(() => {})
  }
}
