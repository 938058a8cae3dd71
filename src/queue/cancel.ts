import type { Queue } from 'bullmq'
import type { Redis } from 'ioredis'
import { type CheckEnding, endCheck, endingOf } from '../store/endings.ts'
import { threadStore } from '../store/threads.ts'
import { noteUnanswered } from './alert-facts.ts'
import type { Outbox } from './outbox.ts'
import type { Person } from './shapes.ts'

const LOOK_EVERY_MS = 250

interface Around {
  redis: Redis
  checks: Queue
  outbox: Outbox
}

/**
 * Cancels a check that waits or is under way, and tells its thread through whom; undefined when there is no such thread any
 * more. A worker that is at it hears of it within a moment; one that comes to it later leaves it alone.
 */
export async function cancelCheck(runId: string, by: Person, around: Around): Promise<CheckEnding | undefined> {
  const { redis, checks, outbox } = around
  const head = (await threadStore(redis).read(runId))?.head
  if (!head || head.state === 'log' || head.state === 'alert') return undefined
  if (head.state === 'done' || head.state === 'failed') return { how: 'answered' }
  const ending = await endCheck(redis, runId, { how: 'cancelled', by, at: new Date().toISOString() })
  if (ending.how === 'answered') return ending
  const job = await checks.getJob(runId)
  await job?.remove().catch(() => {}) // One under way cannot be removed, and stops by itself.
  const { id, name } = ending.by
  const who = { id, ...(name !== undefined && { name }) }
  await outbox.head(runId, { state: 'cancelled', asked: head.asked, by: who, at: ending.at })
  await noteUnanswered(redis, head.asked.host, { runId, state: 'cancelled', by: who })
  return ending
}

/** Looks whether a check was cancelled, until stopped; then the signal is aborted. */
export function watchForCancel(redis: Redis, runId: string, onError: (error: Error) => void) {
  const cancelled = new AbortController()
  let looking = false
  const look = async () => {
    if (looking) return
    looking = true
    const ending = await endingOf(redis, runId).finally(() => {
      looking = false
    })
    if (ending?.how === 'cancelled') cancelled.abort(new Error('the check was cancelled'))
  }
  const timer = setInterval(() => void look().catch(onError), LOOK_EVERY_MS)
  return { signal: cancelled.signal, stop: () => clearInterval(timer) }
}
