import type { Queue } from 'bullmq'
import type { Redis } from 'ioredis'
import { FENCE, voidKey } from '../store/fence.ts'
import { redisClock } from '../store/redis-clock.ts'
import { argsOfOpening, OPEN_THREAD, type Opening } from '../store/threads.ts'
import { QueueAway } from './desk.ts'

/** What Redis does later than this is void; the rest of a second is for its answer, and for ours to Slack. */
const DO_WITHIN_MS = 450
const FENCE_ALONE = { name: 'ssh-medic:fence', lua: `${FENCE}\n  return 0`, numberOfKeys: 1 }

interface Added {
  queue: Queue
  name: string
  data: unknown
}

/**
 * Adds a job behind a fence, in one round trip; of a check the thread is opened there as well. A job that arrives too late
 * lies in its queue all the same, but it is void (`isVoid`), and whoever takes it drops it. Adding one id twice adds one.
 */
export function inTime(redis: Redis) {
  const clock = redisClock(redis)
  for (const { name, ...script } of [FENCE_ALONE, OPEN_THREAD]) redis.defineCommand(name, script)
  return async (id: string, { queue, name, data }: Added, opening?: Opening): Promise<void> => {
    const client = await queue.backend.client
    const deadlineMs = await clock.inMs(DO_WITHIN_MS)
    // One connection keeps its order: nobody sees the job before its fence.
    const fence = opening
      ? client.runCommand(OPEN_THREAD.name, argsOfOpening(opening, deadlineMs))
      : client.runCommand(FENCE_ALONE.name, [voidKey(id), deadlineMs])
    const [late] = await answered(Promise.all([fence, queue.add(name, data, { jobId: id })]))
    if (late !== 1) return
    clock.forget()
    throw new Error('Redis was too late')
  }
}

/** It was sent: without an answer nobody knows whether it was done in time. */
async function answered<T>(answer: Promise<T>): Promise<T> {
  try {
    return await answer
  } catch (cause) {
    throw new QueueAway('Redis did not say whether it took the job', { cause, fate: 'unknown' })
  }
}
