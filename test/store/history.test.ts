import { beforeEach, describe, expect, it } from 'vitest'
import { HISTORY_LENGTH, historyOf, noteRun, type PastRun } from '../../src/store/history.ts'
import { forgetAddress, lastHosts, noteHost, ownAddress, rememberAddress } from '../../src/store/people.ts'
import { sharedRedis } from '../support/redis.ts'

const { redis } = await sharedRedis()
beforeEach(async () => {
  await redis.flushall()
})

const run = (minute: number, more: Partial<PastRun> = {}): PastRun => ({
  runId: `run-${minute}`,
  startedAt: new Date(Date.UTC(2026, 0, 1, 0, minute)).toISOString(),
  by: { id: 'U1', name: 'Ada' },
  verdict: 'faulty',
  cause: 'fail2ban-ban',
  title: 'fail2ban has banned the client',
  ...more,
})
const ana = { teamId: 'T1', userId: 'U1' }

describe('the history of a host', () => {
  it('tells the newest run first, whichever was noted first, and each once', async () => {
    for (const one of [run(2), run(3), run(1), run(3)]) await noteRun(redis, 'web-01', one)
    expect(await historyOf(redis, 'web-01')).toEqual([run(3), run(2), run(1)])
    expect(await historyOf(redis, 'web-02')).toEqual([])
  })

  it('is bounded and expires', async () => {
    for (let minute = 0; minute < HISTORY_LENGTH + 5; minute++) await noteRun(redis, 'web-01', run(minute))
    const history = await historyOf(redis, 'web-01')
    expect(history).toHaveLength(HISTORY_LENGTH)
    expect(history.at(-1)?.runId).toBe('run-5')
    for (const key of await redis.keys('*')) {
      expect(await redis.ttl(key)).toBeGreaterThan(0)
      expect(await (key.endsWith(':runs') ? redis.hlen(key) : redis.zcard(key))).toBe(HISTORY_LENGTH)
    }
  })

  it('leaves out what it cannot understand', async () => {
    await noteRun(redis, 'web-01', run(1))
    await noteRun(redis, 'web-01', run(2))
    await redis.hset('ssh-medic:history:web-01:runs', 'run-2', '{"verdict":"<!channel>"}')
    expect(await historyOf(redis, 'web-01')).toEqual([run(1)])
  })
})

describe('one’s own address', () => {
  const own = { address: '203.0.113.7', toldAt: '2026-01-01T00:00:00.000Z' }

  it('is kept for a while, for one person of one team, until it is forgotten', async () => {
    await rememberAddress(redis, ana, own)
    expect(await ownAddress(redis, ana)).toEqual(own)
    expect(await ownAddress(redis, { ...ana, teamId: 'T2' })).toBeUndefined()
    expect(await redis.ttl('ssh-medic:address:T1:U1')).toBeGreaterThan(86_400)
    expect(await forgetAddress(redis, ana)).toBe(true)
    expect(await forgetAddress(redis, ana)).toBe(false)
    expect(await ownAddress(redis, ana)).toBeUndefined()
  })

  it('is none when somebody wrote something else there', async () => {
    await redis.set('ssh-medic:address:T1:U1', JSON.stringify({ ...own, address: '$(reboot)' }))
    expect(await ownAddress(redis, ana)).toBeUndefined()
  })
})

describe('the hosts that somebody asked about', () => {
  it('come last first, each once, and no more than 20', async () => {
    for (let index = 0; index < 25; index++) await noteHost(redis, ana, `web-${index}`, index)
    await noteHost(redis, ana, 'web-7', 99)
    const hosts = await lastHosts(redis, ana)
    expect(hosts.slice(0, 3)).toEqual(['web-7', 'web-24', 'web-23'])
    expect(hosts).toHaveLength(20)
    expect(await redis.ttl('ssh-medic:checked:T1:U1')).toBeGreaterThan(0)
  })
})
