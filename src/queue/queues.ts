import { Queue, type QueueOptions, type WorkerOptions } from 'bullmq'
import type { Redis } from 'ioredis'
import { KEEP_S, PREFIX } from '../store/redis-client.ts'

export const checkQueue = (vantage: string) => `check.${vantage}`
export const actionQueue = (vantage: string) => `action.${vantage}`
export const sweepQueue = (vantage: string) => `sweep.${vantage}`
export const OUTBOX = 'outbox'
export const DIGEST = 'digest'

/** How soon the job of a dead worker is given to another: at most the lock's life and one interval. */
export interface Pickup {
  lockMs: number
  stalledIntervalMs: number
}
export const QUICK_PICKUP: Pickup = { lockMs: 10_000, stalledIntervalMs: 5_000 }

/** A finished job is kept as long as its run, so that adding it again stays one job. */
const KEEP = { age: KEEP_S, count: 10_000 }

export function openQueue(name: string, redis: Redis): Queue {
  const options: QueueOptions = {
    connection: redis,
    prefix: PREFIX,
    defaultJobOptions: { removeOnComplete: KEEP, removeOnFail: KEEP },
  }
  const queue = new Queue(name, options)
  queue.on('error', () => {}) // The connection's owner hears of it already.
  return queue
}

export function workerOptions(redis: Redis, concurrency: number, pickup: Pickup): WorkerOptions {
  return {
    connection: redis,
    prefix: PREFIX,
    concurrency,
    lockDuration: pickup.lockMs,
    stalledInterval: pickup.stalledIntervalMs,
    maxStalledCount: 3,
    drainDelay: 5,
  }
}
