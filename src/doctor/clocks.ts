import type { Redis } from 'ioredis'
import { vantagesOf } from '../config/vantages.ts'
import { CLOCK_SKEW_MS } from '../queue/signing.ts'
import { redisTimeMs } from '../store/redis-clock.ts'
import { machineOf, readWorkers } from '../store/workers.ts'
import { defineExam, note, orRight, type Result, wrong } from './exam.ts'

/** Beyond that an order may be refused soon: half of what is tolerated. */
const TOO_FAR_MS = CLOCK_SKEW_MS / 2
const NOTABLE_MS = 2_000
const TRIES = 3

/** An order is valid for minutes: bot and workers have to agree on the time. */
export const clocks = defineExam({
  id: 'clocks',
  title: 'Clocks',
  needs: ['redis'],
  examine: async (around) => {
    const { redis } = around
    const all = await Promise.all(vantagesOf(around).map(({ vantage }) => readWorkers(redis, vantage)))
    const workers = all
      .flat()
      .flatMap(({ id, note: said }) =>
        said?.clockAheadMs === undefined ? [] : [{ who: `worker ${machineOf(id)}`, aheadMs: said.clockAheadMs }],
      )
    const compared = [{ who: 'this machine', aheadMs: await aheadOf(redis) }, ...workers]
    return orRight(
      skews(compared),
      `this machine, Redis and ${workers.length} live workers agree within ${spreadOf(compared)} ms`,
    )
  },
})

interface Clock {
  who: string
  /** Compared with Redis. */
  aheadMs: number
}

function skews(clocks: readonly Clock[]): Result[] {
  return clocks.flatMap(({ who, aheadMs }) => {
    const what = `the clock of ${who} is ${words(aheadMs)} that of Redis`
    const mend = 'Run NTP there, and on the machine of Redis (timedatectl set-ntp true).'
    if (Math.abs(aheadMs) > TOO_FAR_MS)
      return [wrong(`${what}: orders are refused from ${CLOCK_SKEW_MS / 1_000} s on`, mend)]
    return Math.abs(aheadMs) > NOTABLE_MS ? [note(what, mend)] : []
  })
}

const words = (aheadMs: number) => `${(Math.abs(aheadMs) / 1_000).toFixed(1)} s ${aheadMs > 0 ? 'ahead of' : 'behind'}`

const spreadOf = (clocks: readonly Clock[]) => {
  const all = [0, ...clocks.map(({ aheadMs }) => aheadMs)]
  return Math.max(1, Math.max(...all) - Math.min(...all))
}

/** The quickest answer tells best. */
async function aheadOf(redis: Redis): Promise<number> {
  const answers: { tookMs: number; aheadMs: number }[] = []
  for (let count = 0; count < TRIES; count++) {
    const before = Date.now()
    const redisMs = await redisTimeMs(redis)
    const after = Date.now()
    answers.push({ tookMs: after - before, aheadMs: Math.round((before + after) / 2 - redisMs) })
  }
  return answers.sort((one, other) => one.tookMs - other.tookMs)[0]?.aheadMs ?? 0
}
