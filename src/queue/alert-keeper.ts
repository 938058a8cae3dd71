import { setTimeout as sleep } from 'node:timers/promises'
import type { Queue } from 'bullmq'
import type { Config, Host } from '../config/schema.ts'
import { workerRedis } from '../store/redis-client.ts'
import { redisClock } from '../store/redis-clock.ts'
import { keepMoves } from './keep-moves.ts'
import { keepOpening } from './keep-opening.ts'
import { keepAbandoned, keepAttended, keepEscalating, keepTelling } from './keep-telling.ts'
import { keepTrue } from './keep-true.ts'
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
  const keeping = {
    ...{ redis, outbox, config, gatherMs },
    hosts: new Map(hosts.map((host) => [host.name, host])),
    watched: watchedByName(config, hosts),
    vantages: new Set([config.vantage, ...hosts.flatMap(({ vantage }) => vantage ?? [])]),
    queue: (name: string) => {
      const queue = queues.get(name) ?? openQueue(name, redis)
      queues.set(name, queue)
      return queue
    },
  }
  const stop = new AbortController()
  const tell = (error: Error) => {
    if (!stop.signal.aborted) onError(error)
  }
  const ended = keepUntil(stop.signal, rounds(keeping, tell), roundMs, tell)
  return {
    close: async () => {
      stop.abort()
      const isThere = redis.status === 'ready'
      redis.disconnect()
      if (isThere) await ended // Else it would wait for Redis, and that may be long.
      await Promise.all([outbox.close(), ...[...queues.values()].map((queue) => queue.close())]).catch(() => {})
    },
  }
}

/** In this order, so that what was seen is told in the same round. */
const PARTS = [keepMoves, keepOpening, keepAbandoned, keepAttended, keepEscalating, keepVantages, keepTelling]

/** All keepers and workers go by one clock, that of Redis: their own may differ by minutes. What fails keeps no other part waiting. */
function rounds(given: Omit<Keeping, 'now' | 'sinceMs'>, onError: (error: Error) => void): () => Promise<void> {
  const clock = redisClock(given.redis)
  let sinceMs: number | undefined
  let comparedMs = 0
  return async () => {
    const nowMs = await clock.inMs(0)
    sinceMs ??= nowMs
    const isTime = nowMs - comparedMs >= given.gatherMs
    if (isTime) comparedMs = nowMs
    const keeping: Keeping = { ...given, sinceMs, now: () => nowMs }
    for (const part of isTime ? [...PARTS, keepTrue] : PARTS) await part(keeping).catch(onError)
  }
}

async function keepUntil(
  signal: AbortSignal,
  work: () => Promise<void>,
  everyMs: number,
  onError: (error: Error) => void,
): Promise<void> {
  while (!signal.aborted) {
    await work().catch(onError)
    await sleep(everyMs, undefined, { signal }).catch(() => {})
  }
}
