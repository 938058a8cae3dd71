import { type JobsOptions, Job, type Queue } from 'bullmq'
import type { Redis } from 'ioredis'
import { FENCE } from '../store/fence.ts'
import { redisClock } from '../store/redis-clock.ts'
import { QueueAway } from './desk.ts'

/** What Redis does later than this, it does not do at all; the rest of a second is for its answer and for ours to Slack. */
const DO_WITHIN_MS = 450

/** A script of one transaction, that begins with the fence and answers 1 when it is too late. */
export interface Fenced {
  name: string
  args: (deadlineMs: number) => (string | number)[]
}

export interface Added {
  queue: Queue
  name: string
  data: unknown
  options: JobsOptions
}

const FENCE_ALONE = 'ssh-medic:fence'

/**
 * Adds jobs behind a fence: all in one round trip, and all or nothing. A job that arrives too late lies in its queue all the
 * same, but is void (`isVoid`), and whoever takes it drops it.
 */
export function inTime(redis: Redis) {
  const clock = redisClock(redis)
  redis.defineCommand(FENCE_ALONE, { lua: `${FENCE}\n return 0`, numberOfKeys: 1 })
  return async ({ name = FENCE_ALONE, args }: Partial<Fenced> & Pick<Fenced, 'args'>, jobs: [Added, ...Added[]]) => {
    const [{ queue }] = jobs
    const client = await queue.backend.client
    const deadlineMs = await clock.inMs(DO_WITHIN_MS)
    const transaction = client.multi()
    transaction.runCommand(name, args(deadlineMs))
    for (const job of jobs) addTo(transaction, job)
    const results = (await answered(transaction.exec())) ?? []
    const failure = results.find(([error]) => error)?.[0]
    if (failure || results.length === 0) throw failure ?? new Error('Redis did not take the transaction')
    if (results[0]?.[1] !== 1) return
    clock.forget()
    throw new Error('Redis was too late')
  }
}

function addTo(transaction: Parameters<Job['addJob']>[0], { queue, name, data, options }: Added): void {
  const job = new Job(queue, name, data, { ...queue.jobsOpts, ...options }, options.jobId)
  void job.addJob(transaction) // Queued at once: the transaction sends it.
}

/** It was sent: without an answer nobody knows whether it was done in time. */
async function answered<T>(answer: Promise<T>): Promise<T> {
  try {
    return await answer
  } catch (cause) {
    throw new QueueAway('Redis did not say whether it took the job', { cause, fate: 'unknown' })
  }
}
