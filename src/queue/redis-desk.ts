import type { Queue } from 'bullmq'
import type { Redis } from 'ioredis'
import { type Limits, policySchema } from '../config/policy.ts'
import type { Head } from '../domain/message.ts'
import { appendAudit } from '../store/audit.ts'
import { claimOffer, recallOffer, rememberOffer, takenOffer } from '../store/offers.ts'
import { producerRedis, whenReady } from '../store/redis-client.ts'
import { readRun } from '../store/runs.ts'
import type { Opening } from '../store/threads.ts'
import { countWorkers } from '../store/workers.ts'
import { createAlertDesk } from './alert-desk.ts'
import { askedBy, unattended as waitingWords } from './asked.ts'
import { cancelCheck } from './cancel.ts'
import { type Desk, type Offer, type Place, QueueAway } from './desk.ts'
import { inTime } from './in-time.ts'
import { createMemory } from './memory.ts'
import { openOutbox } from './outbox.ts'
import { createOverviews } from './overview.ts'
import { actionQueue, checkQueue, openQueue } from './queues.ts'
import { createGuard } from './redis-guard.ts'
import type { CheckJob } from './shapes.ts'
import type { Signer } from './signing.ts'
import { wakeUps } from './wake-ups.ts'

/** Every call has answered or failed by then: Slack waits three seconds for an acknowledgement. */
const DEADLINE_MS = 800

export interface DeskOptions {
  redisUrl: string
  /** Signs action orders. Without it `send` fails. */
  signer?: Signer
  /** How often one host may be changed; the policy's defaults when left out. */
  limits?: Limits
  /** Hears of lost connections. */
  onError?: (error: Error) => void
}

/** The desk on a real queue. It connects in the background; while Redis is away every call fails with `QueueAway`. */
export function createDesk({
  redisUrl,
  signer,
  limits,
  onError = () => {},
}: DeskOptions): Desk & { close(): Promise<void> } {
  const redis = producerRedis(redisUrl, onError)
  const queues = queuesOf(redis)
  const quickly = <T>(work: () => Promise<T>) => orAway(redis, work)
  const addInTime = inTime(redis)
  const add: typeof addInTime = (...job) => orAway(redis, () => addInTime(...job), 'unknown')
  const wake = wakeUps(queues.outbox, onError)
  return {
    ...createGuard({ redis, signer, limits: limits ?? policySchema.parse({}).limits, quickly }),
    ...createMemory(redis, quickly),
    ...createAlertDesk(redis, quickly),
    ...createOverviews({ redis, queueOf: queues.of, keyId: signer?.keyId, quickly }),
    askCheck: async (job, vantage, place) => {
      const check = { queue: queues.of(checkQueue(vantage)), name: 'check', data: job }
      await add(job.runId, check, openingOf(job, vantage, place))
      wake.add(job.runId)
    },
    cancelCheck: (runId, vantage, by) =>
      quickly(() => cancelCheck(runId, by, { redis, checks: queues.of(checkQueue(vantage)), outbox: queues.outbox() })),
    workersOf: (vantage) => quickly(() => countWorkers(redis, vantage)),
    run: (runId) => quickly(() => readRun(redis, runId)),
    remember: (offer) => quickly(() => rememberOffer(redis, offer)),
    recall: (id) => quickly(() => recall(redis, id)),
    claim: (id, person) => quickly(() => claimOffer(redis, id, person, new Date())),
    taken: (id) => quickly(() => takenOffer(redis, id)),
    send: async (order) => {
      if (!signer) throw new Error('signing.privateKeyFile is missing: without it no action can be ordered')
      const signed = signer.sign(order)
      await add(order.id, { queue: queues.of(actionQueue(order.vantage)), name: 'act', data: signed })
    },
    tell: (runId, replyId, reply) => quickly(() => queues.outbox().reply(runId, replyId, reply)),
    redraw: (runId, replyId, delayMs) => quickly(() => queues.outbox().redraw(runId, replyId, delayMs)),
    close: async () => {
      await wake.close()
      await queues.close()
      redis.disconnect()
    },
  }
}

/** Queues and outbox are opened when first used: BullMQ waits for a connection without a limit. */
function queuesOf(redis: Redis) {
  const open = new Map<string, Queue>()
  let outbox: ReturnType<typeof openOutbox> | undefined
  return {
    of: (name: string): Queue => {
      const queue = open.get(name) ?? openQueue(name, redis)
      open.set(name, queue)
      return queue
    },
    outbox: () => {
      outbox ??= openOutbox(redis)
      return outbox
    },
    close: async () => {
      await Promise.all([outbox?.close(), ...[...open.values()].map((queue) => queue.close())])
    },
  }
}

function openingOf(job: CheckJob, vantage: string, place: Place): Opening {
  const head: Head = { state: 'queued', asked: askedBy(job, vantage) }
  const unattended = { ...head, waiting: waitingWords(vantage) }
  return { runId: job.runId, vantage, place, head, unattended }
}

/** A button that was given another meaning in Redis has none, and that is on record. */
async function recall(redis: Redis, id: string): Promise<Offer | undefined> {
  const offer = await recallOffer(redis, id)
  if (offer !== 'altered') return offer
  const detail = `The offer ${id} was altered in Redis: its button means nothing any more.`
  await appendAudit(redis, `altered:${id}`, { event: 'refused', at: new Date().toISOString(), detail })
  return undefined
}

/** `late` is the fate of what was begun and not answered in time. */
async function orAway<T>(redis: Redis, work: () => Promise<T>, late: QueueAway['fate'] = 'not-done'): Promise<T> {
  let begun = false
  let timer: NodeJS.Timeout | undefined
  const begin = () => {
    begun = true
    return work()
  }
  const timeout = new Promise<never>((_, reject) => {
    const fail = () => reject(new QueueAway(`no answer within ${DEADLINE_MS} ms`, { fate: begun ? late : 'not-done' }))
    timer = setTimeout(fail, DEADLINE_MS)
  })
  try {
    return await Promise.race([whenReady(redis, DEADLINE_MS).then(begin), timeout])
  } catch (cause) {
    const fate = cause instanceof QueueAway ? cause.fate : 'not-done'
    throw new QueueAway('Redis is away: check that it runs and that `redis:` or REDIS_URL names it', { cause, fate })
  } finally {
    clearTimeout(timer)
  }
}
