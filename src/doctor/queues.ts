import type { Redis } from 'ioredis'
import { vantagesOf } from '../config/vantages.ts'
import { actionQueue, checkQueue, OUTBOX, openQueue } from '../queue/queues.ts'
import { defineExam, orRight, type Result, wrong } from './exam.ts'

/** A worker takes a job within milliseconds, and no check or fix takes so long. */
const WAITS_TOO_LONG_MS = 30_000
const RUNS_TOO_LONG_MS = 600_000

interface Depth {
  name: string
  waiting: number
  active: number
  delayed: number
  /** How long the oldest has waited, and has been worked on (ms). */
  waitsMs: number
  runsMs: number
}

export const queues = defineExam({
  id: 'queues',
  title: 'Queues',
  needs: ['redis'],
  examine: async (around) => {
    const names = [...vantagesOf(around).flatMap(({ vantage }) => [checkQueue(vantage), actionQueue(vantage)]), OUTBOX]
    const depths = await Promise.all(names.map((name) => depthOf(name, around.redis)))
    const busy = depths.filter(({ waiting, active, delayed }) => waiting + active + delayed > 0)
    const shown = busy.map(
      ({ name, waiting, active, delayed }) => `${name}: ${waiting} wait, ${active} run, ${delayed} later`,
    )
    return orRight(depths.flatMap(stuck), shown.length === 0 ? 'all are empty' : shown.join('; '))
  },
})

async function depthOf(name: string, redis: Redis): Promise<Depth> {
  const queue = openQueue(name, redis)
  try {
    const { waiting = 0, active = 0, delayed = 0 } = await queue.getJobCounts('waiting', 'active', 'delayed')
    const [oldest] = await queue.getJobs(['waiting'], 0, 0, true)
    const running = await queue.getJobs(['active'], 0, 50, true)
    const now = Date.now()
    const since = (at: number | undefined) => (at === undefined ? 0 : now - at)
    return {
      ...{ name, waiting, active, delayed, waitsMs: since(oldest?.timestamp) },
      runsMs: Math.max(0, ...running.map(({ processedOn }) => since(processedOn))),
    }
  } finally {
    await queue.close()
  }
}

function stuck({ name, waiting, waitsMs, runsMs }: Depth): Result[] {
  const who = name === OUTBOX ? 'the bot' : `a worker of ${name.replace(/^[a-z]+\./, '')}`
  const waits = wrong(
    `${name}: ${waiting} wait, the oldest for ${seconds(waitsMs)}`,
    `Look whether ${who} runs, and at its log; it goes on by itself once one does.`,
  )
  const runs = wrong(
    `${name}: one has been worked on for ${seconds(runsMs)}`,
    `Restart ${who}: what it had goes back to the queue.`,
  )
  return [...(waitsMs > WAITS_TOO_LONG_MS ? [waits] : []), ...(runsMs > RUNS_TOO_LONG_MS ? [runs] : [])]
}

const seconds = (ms: number) => `${Math.round(ms / 1_000)} s`
