import { testRedis } from '../support/redis.ts'
import { closedPort, deafPort } from '../support/serve.ts'
import type { Row } from './measure.ts'
import { builtChild, playedSshds } from './sweep/children.ts'
import type { Held } from './sweep/hour.ts'

/** By then every host was down once, and what is remembered of that begins to be forgotten. */
const WARM_MINUTES = 30

/** Whether an hour of sweeps leaves anything behind: in this process, and in Redis. */
export async function hours(): Promise<Row[]> {
  const [servers, silent, redis] = await Promise.all([playedSshds(), deafPort('0.0.0.0'), testRedis()])
  const args = [redis.url, servers.port, await closedPort(), silent.port].map(String)
  const child = builtChild('hour', args, ['--expose-gc'])
  try {
    const held = await child.ask<Held[]>('begin')
    const moves = held.reduce((sum, one) => sum + one.moves, 0)
    if (moves < 10_000) throw new Error(`only ${moves} hosts turned within the hour: the sweeps saw nothing`)
    const warm = held.slice(WARM_MINUTES)
    return [
      flat('heap', 'heapMb', 1.05, warm),
      flat('all memory', 'rssMb', 1.1, warm),
      // Its budgets last for 30 s of real time, and so vary with how fast the simulated hour goes by.
      flat('memory of Redis', 'redisMb', 1.1, warm),
    ]
  } finally {
    await Promise.all([child.close(), servers.close(), silent.close(), redis.close()])
  }
}

/** A straight line through all minutes: its end against its beginning. */
function flat(what: string, key: keyof Held, goal: number, held: readonly Held[]): Row {
  const mb = held.map((one) => one[key])
  const { slope, start } = lineThrough(mb)
  const perHour = slope * 60
  return {
    ...{ work: `an hour of sweeps: ${what} (${perHour < 0 ? '' : '+'}${perHour.toFixed(1)} MB an hour)`, unit: 'MB' },
    ...{ ours: start + slope * (mb.length - 1), against: `at minute ${WARM_MINUTES}`, theirs: start, goal },
  }
}

/** By least squares, over the places of the list. */
function lineThrough(list: readonly number[]): { slope: number; start: number } {
  const middle = (list.length - 1) / 2
  const mean = list.reduce((sum, value) => sum + value, 0) / list.length
  const spread = list.reduce((sum, _, at) => sum + (at - middle) ** 2, 0)
  const slope = list.reduce((sum, value, at) => sum + (at - middle) * (value - mean), 0) / spread
  return { slope, start: mean - slope * middle }
}
