import type { Redis } from 'ioredis'
import type { Head } from '../domain/message.ts'
import { countWorkers } from '../store/workers.ts'
import { askedBy } from './asked.ts'
import type { Place } from './desk.ts'
import type { Opening, Outbox } from './outbox.ts'
import type { CheckJob } from './shapes.ts'

/** Short enough that nobody notices, and long enough that a rush of commands costs their acknowledgements little. */
const TOGETHER_MS = 50

export interface Asked {
  job: CheckJob
  vantage: string
  place: Place
}

/**
 * Opens the threads of checks that are in their queues already, several at a time and while nobody waits. What fails here is
 * no loss: whoever takes the check opens its thread.
 */
export function openings(redis: Redis, outbox: () => Outbox, onError: (error: Error) => void) {
  let waiting: Asked[] = []
  let timer: NodeJS.Timeout | undefined

  const openAll = async () => {
    clearTimeout(timer)
    timer = undefined
    const asked = waiting
    waiting = []
    if (asked.length > 0)
      await outbox()
        .openAll(await headsOf(redis, asked))
        .catch(onError)
  }
  return {
    add: (asked: Asked) => {
      waiting.push(asked)
      timer ??= setTimeout(() => void openAll().catch(onError), TOGETHER_MS)
    },
    close: openAll,
  }
}

async function headsOf(redis: Redis, asked: readonly Asked[]): Promise<Opening[]> {
  const vantages = [...new Set(asked.map(({ vantage }) => vantage))]
  const counts = await Promise.all(vantages.map((vantage) => countWorkers(redis, vantage)))
  const unattended = new Set(vantages.filter((_, index) => counts[index] === 0))
  return asked.map(({ job, vantage, place }) => {
    const waiting = { waiting: `no worker of ${vantage} is running: it starts when one does` }
    const head: Head = { state: 'queued', asked: askedBy(job, vantage), ...(unattended.has(vantage) && waiting) }
    return { runId: job.runId, place, head }
  })
}
