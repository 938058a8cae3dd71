// A minute of the watch at once, in a process of its own: twelve ticks of the sweep, with the budget of each host and what is
// remembered of it in Redis. Argument: the address of Redis.
import { Redis } from 'ioredis'
import { TICK_MS } from '../../../src/monitor/watchlist.ts'
import { runSweep } from '../../../src/queue/sweep.job.ts'
import { spareClaims } from '../../../src/store/redis-budget.ts'
import { readSweep } from '../../../src/store/watched.ts'
import { type Target, TICKS_A_MINUTE, TIMEOUT_MS, watchedOf } from './fleet.ts'
import { serveSweeps } from './measured.ts'

const VANTAGE = 'bench'
const redis = new Redis(process.argv[2] ?? '')
let tick = 0
const now = () => tick * TICK_MS
const spare = spareClaims(redis, VANTAGE, now)

async function minute(targets: readonly Target[]): Promise<number> {
  let known = 0
  const watched = watchedOf(targets, VANTAGE)
  for (let each = 0; each < TICKS_A_MINUTE; each++) {
    tick++
    await runSweep(now(), {
      ...{ redis, now, spare, watched, vantage: VANTAGE, tickMs: TICK_MS },
      ...{ watch: { canaries: [] }, lookTimeoutMs: TIMEOUT_MS, hasNetwork: () => true, redisMs: async () => now() },
      redisMs: async () => now(),
    })
    const { hosts = 0, unknown = 0 } = (await readSweep(redis, VANTAGE)) ?? {}
    known += hosts - unknown
  }
  return known
}

serveSweeps(minute)
