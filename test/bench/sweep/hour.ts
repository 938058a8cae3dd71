// An hour of the watch, in simulated time, in a process of its own: sixty sweeps of the whole fleet by the real sweep, with its
// state machine, its budget and its memory in Redis. Each minute other hosts refuse, and some are silent all the time.
// Arguments: the address of Redis, then the ports. Needs --expose-gc. Sends the parent what it held after each minute.
import { Redis } from 'ioredis'
import { TICK_MS } from '../../../src/monitor/watchlist.ts'
import { runSweep } from '../../../src/queue/sweep.job.ts'
import { readMoves, takeMoves } from '../../../src/store/moves.ts'
import { spareClaims } from '../../../src/store/redis-budget.ts'
import { ALL_UP, fleetOf, type Ports, TICKS_A_MINUTE, watchedOf } from './fleet.ts'

const MINUTES = 60
const VANTAGE = 'bench'
/** Sixty timeouts of ten seconds would be ten minutes more, and say nothing more of memory. */
const SILENT_MS = 100

/** What was held after a minute. */
export interface Held {
  heapMb: number
  rssMb: number
  redisMb: number
  moves: number
}

const [url = '', ...given] = process.argv.slice(2)
const [up = 0, refused = 0, silent = 0] = given.map(Number)
const ports: Ports = { up, refused, silent }
const redis = new Redis(url)
const watched = watchedOf(fleetOf(ports, ALL_UP), VANTAGE)
let tick = Math.floor(Date.now() / TICK_MS)
const now = () => tick * TICK_MS
const spare = spareClaims(redis, VANTAGE, now)

async function minute(number: number): Promise<Held> {
  for (const [index, { host }] of watched.entries()) host.port = portOf(index, number)
  for (let each = 0; each < TICKS_A_MINUTE; each++) {
    tick++
    await runSweep(now(), {
      ...{ redis, now, spare, watched, vantage: VANTAGE, tickMs: TICK_MS },
      ...{ watch: { canaries: [] }, lookTimeoutMs: SILENT_MS, hasNetwork: () => true, redisMs: async () => now() },
    })
  }
  const moves = await takeAllMoves()
  const rssMb = process.memoryUsage.rss() / 2 ** 20
  globalThis.gc?.()
  return { moves, rssMb, heapMb: process.memoryUsage().heapUsed / 2 ** 20, redisMb: await redisMb() }
}

/** One in twenty is silent. One in ten refuses, for three minutes: long enough to be an alert, and to be over again. */
function portOf(index: number, number: number): number {
  if (index % 20 === 0) return ports.silent
  return (index + Math.floor(number / 3)) % 10 === 1 ? ports.refused : ports.up
}

/** As the bot's keeper of alerts does. */
async function takeAllMoves(): Promise<number> {
  let taken = 0
  for (;;) {
    const moves = await readMoves(redis, 200)
    if (moves.length === 0) return taken
    await takeMoves(redis, moves)
    taken += moves.length
  }
}

const redisMb = async () => Number(/used_memory:(\d+)/.exec(await redis.info('memory'))?.[1]) / 2 ** 20

process.on('message', async () => {
  const held: Held[] = []
  for (let number = 0; number < MINUTES; number++) held.push(await minute(number))
  process.send?.(held)
})
process.on('disconnect', () => process.exit())
