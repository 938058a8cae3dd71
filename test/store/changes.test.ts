import { beforeEach, describe, expect, it } from 'vitest'
import { claimChange, freeAgain } from '../../src/store/changes.ts'
import { sharedRedis } from '../support/redis.ts'

const web = { vantage: 'bastion-a', host: 'web-01' }
const T = Date.UTC(2026, 10, 21, 6)
const S = 1_000
const HOUR = 3_600 * S

describe.each(['any', 'embedded'] as const)('the changes of one host on Redis (%s)', async (wanted) => {
  const { redis } = await sharedRedis(wanted)
  beforeEach(async () => {
    await redis.flushall()
  })
  const limits = { changesPerHour: 3, coolDownSeconds: 10 }
  const change = (atMs: number) => claimChange(redis, web, `order-${atMs}`, limits, atMs)

  it.each<[string, number[], number, number | undefined]>([
    ['the first is free', [], T, undefined],
    ['the second waits for the cool-down', [T], T + 3 * S, T + 10 * S],
    ['and is free after it', [T], T + 10 * S, undefined],
    [
      'the fourth within an hour waits for the first to be an hour old',
      [T, T + 20 * S, T + 40 * S],
      T + 60 * S,
      T + HOUR,
    ],
    ['and is free then', [T, T + 20 * S, T + 40 * S], T + HOUR, undefined],
  ])('%s', async (_what, before, now, free) => {
    for (const atMs of before) expect(await change(atMs)).toBeUndefined()
    expect(await freeAgain(redis, web, limits, now)).toBe(free)
    expect(await change(now)).toBe(free)
  })

  it('a refused change does not count', async () => {
    await change(T)
    await change(T + S)
    expect(await freeAgain(redis, web, limits, T + 10 * S)).toBeUndefined()
  })

  it('other hosts are free, and of many at once one wins', async () => {
    const all = await Promise.all(Array.from({ length: 20 }, (_, i) => claimChange(redis, web, `o-${i}`, limits, T)))
    expect(all.filter((free) => free === undefined)).toHaveLength(1)
    expect(await freeAgain(redis, { ...web, host: 'web-02' }, limits, T)).toBeUndefined()
    expect(await freeAgain(redis, { ...web, vantage: 'bastion-b' }, limits, T)).toBeUndefined()
  })
})
