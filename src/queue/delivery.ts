import { randomUUID } from 'node:crypto'
import { DelayedError, type Job, Worker } from 'bullmq'
import { recordIncident } from '../store/incidents.ts'
import { workerRedis } from '../store/redis-client.ts'
import { threadStore } from '../store/threads.ts'
import { type Delivered, deliver } from './outbox.job.ts'
import { type DeliveryJob, openOutbox } from './outbox.ts'
import type { Poster } from './poster.ts'
import { OUTBOX, type Pickup, QUICK_PICKUP, workerOptions } from './queues.ts'

export interface DeliveryOptions {
  redisUrl: string
  poster: Poster
  pickup?: Pickup
  /** How long an unfinished post of a dead bot may still be on its way. */
  settleMs?: number
  /** Hears of our own trouble: Redis away, a failed delivery. */
  onError?: (error: Error) => void
}

/** Slack takes fewer messages than this; more attempts would only keep people waiting for an answer to their commands. */
const AT_MOST = { max: 5, duration: 200 }

/** Delivers the outbox by the poster until closed. Several may run: a thread is delivered by one at a time. */
export function startDelivery(options: DeliveryOptions): { close(): Promise<void> } {
  const { redisUrl, poster, pickup = QUICK_PICKUP, settleMs, onError = () => {} } = options
  const redis = workerRedis(redisUrl, onError)
  const delivery = {
    threads: threadStore(redis),
    poster,
    report: (incident: Parameters<typeof recordIncident>[1]) => recordIncident(redis, incident),
    now: Date.now,
    ...(settleMs !== undefined && { settleMs }),
  }
  const outbox = openOutbox(redis)
  const process = async (job: Job<DeliveryJob>, token?: string) => {
    // Only noted here: a thread is delivered by one at a time, and that is not this job.
    if (job.data.redraw !== undefined) return outbox.redraw(job.data.runId, job.data.redraw)
    const delivered = await deliver(job.data.runId, randomUUID(), delivery)
    await conclude(job, token, delivered)
  }
  const worker = new Worker<DeliveryJob>(OUTBOX, process, {
    ...workerOptions(redis, 20, pickup),
    maxStalledCount: 1_000,
    limiter: AT_MOST,
  })
  worker.on('error', onError)
  return {
    close: async () => {
      await worker.close()
      await outbox.close()
      redis.disconnect()
    },
  }
}

async function conclude(job: Job, token: string | undefined, delivered: Delivered): Promise<void> {
  if (delivered.state === 'delivered') return
  await job.moveToDelayed(Date.now() + delivered.delayMs, token)
  throw new DelayedError()
}
