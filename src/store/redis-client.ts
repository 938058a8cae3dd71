import { once } from 'node:events'
import { Redis } from 'ioredis'

/** Every key of this product starts with it, those of BullMQ included. */
export const PREFIX = 'ssh-medic'

export const DAY_S = 86_400
/** How long runs, threads and claims are kept. */
export const KEEP_S = 7 * DAY_S

const COMMAND_TIMEOUT_MS = 700

/**
 * A connection for whoever answers a person: it fails within a second when Redis is away, and never queues up commands.
 * `onError` hears of lost connections; without it they are silent, because the next command tells.
 */
export function producerRedis(url: string, onError: (error: Error) => void = () => {}): Redis {
  const redis = new Redis(url, {
    enableOfflineQueue: false,
    maxRetriesPerRequest: 1,
    commandTimeout: COMMAND_TIMEOUT_MS,
    connectTimeout: COMMAND_TIMEOUT_MS,
    retryStrategy: (times) => Math.min(50 * times, 1_000),
  })
  redis.on('error', onError)
  return redis
}

/** A connection for a worker: it waits for Redis as long as it takes. */
export function workerRedis(url: string, onError: (error: Error) => void = () => {}): Redis {
  const redis = new Redis(url, { maxRetriesPerRequest: null, retryStrategy: (times) => Math.min(50 * times, 1_000) })
  redis.on('error', onError)
  return redis
}

/** Resolves when the connection can take commands, and rejects after so many milliseconds. */
export async function whenReady(redis: Redis, timeoutMs: number): Promise<void> {
  if (redis.status !== 'ready') await once(redis, 'ready', { signal: AbortSignal.timeout(timeoutMs) })
}
