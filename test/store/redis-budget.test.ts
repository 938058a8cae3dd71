import { describe, expect, it } from 'vitest'
import { CONNECTIONS, WINDOW_MS } from '../../src/probes/budget.ts'
import { redisBudget } from '../../src/store/redis-budget.ts'
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
