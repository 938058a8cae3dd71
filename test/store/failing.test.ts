import { beforeEach, describe, expect, it } from 'vitest'
import { forgetMended, newestRuns, noteMended, noteNewest } from '../../src/store/failing.ts'
import type { PastRun } from '../../src/store/history.ts'
import { noteOwnRun, OWN_RUNS, ownRuns } from '../../src/store/own-runs.ts'
import { sharedRedis } from '../support/redis.ts'

const { redis } = await sharedRedis()
beforeEach(async () => {
  await redis.flushall()
})

const at = (minute: number, day = 1) => new Date(Date.UTC(2026, 0, day, 0, minute)).toISOString()
const run = (minute: number, more: Partial<PastRun> = {}): PastRun => ({
  ...{ runId: `run-${minute}`, startedAt: at(minute), by: { id: 'U1', name: 'Ada' }, verdict: 'faulty' },
  ...more,
})

describe('the newest run of a host', () => {
  it('is the one that began last, whichever was noted last', async () => {
    await noteNewest(redis, 'web-01', run(2))
    await noteNewest(redis, 'web-01', run(1))
    await noteNewest(redis, 'db-01', run(3))
    expect(await newestRuns(redis)).toEqual([
      { host: 'db-01', run: run(3) },
      { host: 'web-01', run: run(2) },
    ])
  })

  it('is mended by a fix that was proven after it, until that is undone or somebody checks again', async () => {
    const mended = { runId: 'run-1', remedy: 'fail2ban-unban', at: at(5) }
    await noteNewest(redis, 'web-01', run(1))
    await noteMended(redis, 'web-01', mended)
    expect(await newestRuns(redis)).toEqual([{ host: 'web-01', run: run(1), mended }])
    await forgetMended(redis, 'web-01')
    expect(await newestRuns(redis)).toEqual([{ host: 'web-01', run: run(1) }])
    await noteMended(redis, 'web-01', mended)
    await noteNewest(redis, 'web-01', run(6))
    expect(await newestRuns(redis)).toEqual([{ host: 'web-01', run: run(6) }])
  })

  it('is forgotten after a week', async () => {
    await noteNewest(redis, 'old', run(0, { startedAt: at(0, 1) }))
    await noteNewest(redis, 'new', run(0, { startedAt: at(1, 8) }))
    expect((await newestRuns(redis)).map(({ host }) => host)).toEqual(['new'])
    for (const key of await redis.keys('*')) expect(await redis.ttl(key)).toBeGreaterThan(0)
  })

  it('that cannot be understood is left out', async () => {
    await noteNewest(redis, 'web-01', run(1))
    await redis.hset('ssh-medic:newest-runs:told', 'web-01', '{')
    expect(await newestRuns(redis)).toEqual([])
  })
})

describe('the checks of a person', () => {
  const own = (minute: number) => ({ ...run(minute), host: 'web-01' })

  it('are told newest first, each once, and no more than a few', async () => {
    for (let minute = 0; minute < OWN_RUNS + 5; minute++) await noteOwnRun(redis, own(minute))
    await noteOwnRun(redis, { ...own(OWN_RUNS + 4), startedAt: at(59) })
    const told = await ownRuns(redis, 'U1')
    expect(told[0]).toMatchObject({ runId: `run-${OWN_RUNS + 4}`, startedAt: at(59) })
    expect(new Set(told.map(({ runId }) => runId)).size).toBe(told.length)
    expect(told.length).toBeLessThanOrEqual(OWN_RUNS)
    expect(await ownRuns(redis, 'U2')).toEqual([])
  })

  it('leave out what cannot be understood', async () => {
    await redis.zadd('ssh-medic:runs-of:U1', 1, '{', 2, JSON.stringify(own(1)))
    expect(await ownRuns(redis, 'U1')).toEqual([own(1)])
  })
})
