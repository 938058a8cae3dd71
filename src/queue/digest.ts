import { type Queue, Worker } from 'bullmq'
import type { DigestSettings } from '../config/outward.ts'
import type { Host } from '../config/schema.ts'
import { cronOf } from '../monitor/digest-due.ts'
import { workerRedis } from '../store/redis-client.ts'
import { postDue } from './digest.job.ts'
import { openOutbox } from './outbox.ts'
import { DIGEST, openQueue, QUICK_PICKUP, workerOptions } from './queues.ts'

export interface DigestOptions {
  redisUrl: string
  settings: DigestSettings
  hosts: readonly Host[]
  onError: (error: Error) => void
  now?: () => number
}

const FORGET = { removeOnComplete: true, removeOnFail: 100, attempts: 5, backoff: { type: 'fixed', delay: 60_000 } }

/** Posts the weekly digest until closed. Any number of bots may do so: each digest is posted once. */
export function startDigest(options: DigestOptions): { close(): Promise<void> } {
  const { redisUrl, settings, hosts, onError, now = Date.now } = options
  const redis = workerRedis(redisUrl, onError)
  const queue = openQueue(DIGEST, redis)
  const outbox = openOutbox(redis)
  const post = () => postDue({ redis, outbox, hosts, settings, now })
  const worker = new Worker(DIGEST, post, workerOptions(redis, 1, QUICK_PICKUP))
  worker.on('error', onError)
  worker.on('failed', (_job, error) => onError(error))
  // The bot does not wait for it: it starts while Redis is away, too.
  let scheduled = schedule(queue, settings).catch(onError)
  // One that comes back may be another Redis, or have lost all.
  const again = () => {
    scheduled = scheduled.then(() => schedule(queue, settings)).catch(onError)
  }
  redis.on('ready', again)
  return {
    close: async () => {
      redis.off('ready', again)
      await worker.close()
      await Promise.all([queue.close(), outbox.close()])
      redis.disconnect()
      await scheduled
    },
  }
}

async function schedule(queue: Queue, settings: DigestSettings): Promise<void> {
  await queue.upsertJobScheduler(DIGEST, { pattern: cronOf(settings), tz: 'UTC' }, { name: DIGEST, opts: FORGET })
  await queue.add('catch-up', {}, FORGET) // What was due while nobody was here.
}
