import type { Queue } from 'bullmq'
import type { Redis } from 'ioredis'
import type { Head, Reply } from '../domain/message.ts'
import { threadStore } from '../store/threads.ts'
import type { Place } from './desk.ts'
import { OUTBOX, openQueue } from './queues.ts'

/** The only way to a person: what is put here is delivered by the bot, however long Slack or the bot are away. */
export interface Outbox {
  /** Records a thread without delivering it yet: `wake` does. */
  open(runId: string, place: Place, head: Head): Promise<void>
  /** What the thread's first message says from now on; the newest wins. */
  head(runId: string, head: Head): Promise<void>
  /** Adds a message to the thread, in order. A second one with the same reply id is ignored. Returns whether it was new. */
  reply(runId: string, replyId: string, reply: Reply): Promise<boolean>
  /** Has a message of the thread drawn anew, now or then: what it shows is not what it was. */
  redraw(runId: string, replyId: string, delayMs?: number): Promise<void>
  /** Says all that a thread shall say by now; what was said before is not said again. */
  say(runId: string, said: Said): Promise<void>
  /** Has the thread delivered. */
  wake(runId: string): Promise<void>
  /** Has several threads delivered, in one round trip. */
  wakeAll(runIds: readonly string[]): Promise<void>
  close(): Promise<void>
}

interface Said {
  place: Place
  head: Head
  replies: { id: string; reply: Reply }[]
  /** The lower the sooner, from 0. */
  priority: number
  /** For how long the thread may still be told something. */
  keepS: number
}

export interface DeliveryJob {
  runId: string
  /** A reply that is to be drawn anew first. */
  redraw?: string
}

/** An outbox on this connection, which stays the caller's. */
export function openOutbox(redis: Redis): Outbox {
  const threads = threadStore(redis)
  const queue: Queue<DeliveryJob> = openQueue(OUTBOX, redis)
  const wake = async (runId: string, priority = 0) => {
    await queue.add('deliver', { runId }, { ...deliverOnce(runId), priority })
  }
  return {
    open: async (runId, place, head) => {
      await threads.open(runId, place, head)
    },
    head: async (runId, head) => {
      await threads.setHead(runId, head)
      await wake(runId)
    },
    reply: async (runId, replyId, reply) => {
      const isNew = await threads.addReply(runId, replyId, reply)
      await wake(runId)
      return isNew
    },
    redraw: async (runId, replyId, delayMs = 0) => {
      if (delayMs > 0)
        return void (await queue.add('redraw', { runId, redraw: replyId }, redrawLater(replyId, delayMs)))
      await threads.redraw(runId, replyId)
      await wake(runId)
    },
    say: async (runId, { place, head, replies, priority, keepS }) => {
      await threads.open(runId, place, head)
      await threads.setHead(runId, head, keepS)
      for (const { id, reply } of replies) await threads.addReply(runId, id, reply, keepS)
      await wake(runId, priority)
    },
    wake: (runId) => wake(runId),
    wakeAll: async (runIds) => {
      await queue.addBulk(runIds.map((runId) => ({ name: 'deliver', data: { runId }, opts: deliverOnce(runId) })))
    },
    close: () => queue.close(),
  }
}

const TRIED_AGAIN = { attempts: 100_000, backoff: { type: 'fixed', delay: 2_000 }, removeOnComplete: true }

const redrawLater = (replyId: string, delay: number) => ({ ...TRIED_AGAIN, delay, jobId: `redraw-${replyId}` })

/** One waiting delivery a thread; a wake-up during a delivery makes one more when that has ended. */
const deliverOnce = (runId: string) => ({
  ...TRIED_AGAIN,
  deduplication: { id: runId, keepLastIfActive: true },
})
