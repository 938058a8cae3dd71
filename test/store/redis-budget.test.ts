import { describe, expect, it, vi } from 'vitest'
import { CONNECTIONS, WINDOW_MS } from '../../src/probes/budget.ts'
import { redisBudget, spareClaims } from '../../src/store/redis-budget.ts'
import { whenReady } from '../../src/store/redis-client.ts'
import { sharedRedis } from '../support/redis.ts'

const { redis } = await sharedRedis()
const target = (port: number) => ({ address: '10.0.0.5', port })
const soon = () => AbortSignal.timeout(100)

describe('the budget of a vantage', () => {
  it('never lets two workers have the same last place', async () => {
    const [one, two] = [redisBudget(redis, 'a'), redisBudget(redis.duplicate(), 'a')]
    const asked = Array.from({ length: 20 }, (_, n) => (n % 2 ? one : two).take(target(22), AbortSignal.timeout(500)))
    const granted = (await Promise.allSettled(asked)).filter(({ status }) => status === 'fulfilled')
    expect(granted).toHaveLength(CONNECTIONS)
  })

  it('counts each port and each vantage by itself', async () => {
    const budget = redisBudget(redis, 'b')
    for (let used = 0; used < CONNECTIONS; used++) await budget.take(target(22))
    await expect(budget.take(target(22), soon())).rejects.toThrow()
    await expect(budget.take(target(2222), soon())).resolves.toBeDefined()
    await expect(redisBudget(redis, 'c').take(target(22), soon())).resolves.toBeDefined()
  })

  it('forgets by itself', async () => {
    await redisBudget(redis, 'd').take(target(22))
    const [key = ''] = await redis.keys('ssh-medic:budget:d:*')
    const ttlMs = await redis.pttl(key)
    expect(ttlMs).toBeGreaterThan(0)
    expect(ttlMs).toBeLessThanOrEqual(WINDOW_MS)
  })
})

describe('what the watch may take of it', () => {
  const many = Array.from({ length: 600 }, (_, index) => ({ address: `10.1.${index >> 8}.${index & 255}`, port: 22 }))

  it('leaves room for a check that a person asks for', async () => {
    const spare = spareClaims(redis, 'e')
    const seen = []
    for (let look = 0; look < 3; look++) seen.push(await spare(target(22)))
    expect(seen).toEqual([true, true, false])
    const budget = redisBudget(redis, 'e')
    for (let login = 0; login < 2; login++) expect(await budget.take(target(22), soon())).toBeDefined()
    await expect(budget.take(target(22), soon())).rejects.toThrow()
  })

  it('is asked for hundreds of hosts in a few round trips, and answered for each by itself', async () => {
    const busy = many[300] ?? target(22)
    for (let login = 0; login < 2; login++) await redisBudget(redis, 'f').take(busy)
    const calls = vi.spyOn(redis, 'eval')
    const spare = spareClaims(redis, 'f')
    const free = await Promise.all(many.map(spare))
    expect(free.flatMap((isFree, index) => (isFree ? [] : [index]))).toEqual([300])
    expect(calls).toHaveBeenCalledTimes(3)
    calls.mockRestore()
  })

  it('counts two hosts at one address as two connections', async () => {
    const spare = spareClaims(redis, 'g')
    expect(await Promise.all([target(22), target(22), target(22)].map(spare))).toEqual([true, true, false])
  })

  it('is free again once the window has passed', async () => {
    let nowMs = Date.now()
    const spare = spareClaims(redis, 'h', () => nowMs)
    for (let look = 0; look < 2; look++) expect(await spare(target(22))).toBe(true)
    expect(await spare(target(22))).toBe(false)
    nowMs += WINDOW_MS
    expect(await spare(target(22))).toBe(true)
  })

  it('is not told when Redis cannot say, and can be asked again', async () => {
    const away = redis.duplicate({ lazyConnect: true, enableOfflineQueue: false })
    const spare = spareClaims(away, 'i')
    expect((await Promise.allSettled(many.map(spare))).filter(({ status }) => status === 'rejected')).toHaveLength(600)
    await whenReady(away, 5_000)
    expect(await spare(target(22))).toBe(true)
    away.disconnect()
  })
})
