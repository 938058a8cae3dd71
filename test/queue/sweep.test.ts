import { afterAll, beforeEach, describe, expect, it } from 'vitest'
import { configSchema } from '../../src/config/schema.ts'
import { isDue, type WatchedHost } from '../../src/monitor/watchlist.ts'
import { QUICK_PICKUP } from '../../src/queue/queues.ts'
import { runSweep, type SweepSurroundings } from '../../src/queue/sweep.job.ts'
import { startSweep } from '../../src/queue/sweep.ts'
import { workerRedis } from '../../src/store/redis-client.ts'
import { readSweep, readWatched } from '../../src/store/watched.ts'
import { eventually } from '../support/eventually.ts'
import { sharedRedis } from '../support/redis.ts'
import { deafPort, playServer } from '../support/serve.ts'

const { redis, url } = await sharedRedis()
const deaf = await deafPort()
const sshd = await playServer((socket) => socket.write('SSH-2.0-OpenSSH_9.2p1\r\n'))
beforeEach(() => redis.flushall())
afterAll(() => Promise.all([deaf.close(), sshd.close()]))

const TICK_MS = 1_000
const fleet = (...ports: number[]): WatchedHost[] =>
  ports.map((port, index) => ({
    host: { name: 'abcdefgh'[index] ?? '', address: '127.0.0.1', port, tags: [] },
    vantage: 'bastion-a',
    settings: { channel: 'C1', everySeconds: 60, failures: 1, of: 1, recoveries: 1 },
    severity: 'warning' as const,
  }))

async function sweep(tick: number, watched: readonly WatchedHost[], more: Partial<SweepSurroundings> = {}) {
  await runSweep(tick * TICK_MS, {
    ...{ redis, watched, vantage: 'bastion-a', watch: { canaries: [] }, tickMs: TICK_MS, lookTimeoutMs: 150 },
    ...{
      spare: async () => true,
      hasNetwork: () => true,
      now: () => tick * TICK_MS,
      redisMs: async () => tick * TICK_MS,
    },
    ...more,
  })
  const [seen] = await readWatched(redis, 'bastion-a', ['a'])
  return { note: await readSweep(redis, 'bastion-a'), firing: seen?.watched?.phase === 'firing' }
}
/** The tick in which the first host is due. */
const dueTick = (watched: readonly WatchedHost[]) =>
  Array.from({ length: 60 }, (_, tick) => tick).find((tick) => watched[0] && isDue(watched[0], tick, TICK_MS)) ?? -1

describe('a host that is silent alone in its tick', () => {
  it('is down when another host, asked at once, is up', async () => {
    const watched = fleet(deaf.port, sshd.port, deaf.port, deaf.port, deaf.port)
    const { note, firing } = await sweep(dueTick(watched), watched)
    expect([note?.blind, firing]).toEqual([undefined, true])
  })

  it('is unknown when so is everybody else who is asked', async () => {
    const watched = fleet(...Array.from({ length: 6 }, () => deaf.port))
    const { note, firing } = await sweep(dueTick(watched), watched)
    expect(note?.blind).toContain('all 6 hosts that it asked at once are silent')
    expect(firing).toBe(false)
  })

  it('is down when there are too few others to tell, unless the bastion has no network', async () => {
    const watched = fleet(deaf.port, deaf.port)
    const cut = await sweep(dueTick(watched), watched, { hasNetwork: () => false })
    expect([cut.note?.blind, cut.firing]).toEqual(['its own network is down', false])
    const later = await sweep(dueTick(watched) + 60, watched)
    expect([later.note?.blind, later.firing]).toEqual([undefined, true])
  })
})

describe('a bastion that is blind', () => {
  const everybody = fleet(...Array.from({ length: 6 }, () => deaf.port))
  const tick = dueTick(everybody)

  it('stays so over ticks in which nobody is due, or may be looked at', async () => {
    await sweep(tick, everybody)
    expect((await sweep(tick + 1, [])).note).toMatchObject({ hosts: 0, blind: expect.stringContaining('all 6') })
    expect((await sweep(tick + 60, everybody, { spare: async () => false })).note?.blind).toBeDefined()
  })

  it('sees again as soon as one host is up, and with its own network', async () => {
    await sweep(tick, everybody)
    expect((await sweep(tick + 60, fleet(sshd.port, deaf.port))).note?.blind).toBeUndefined()
    await sweep(tick + 120, fleet(deaf.port), { hasNetwork: () => false })
    expect((await sweep(tick + 121, fleet(deaf.port))).note?.blind).toBeUndefined()
  })
})

describe('a sweep that lags', () => {
  const dueAlways = (...ports: number[]): WatchedHost[] =>
    fleet(...ports).map((one) => ({ ...one, settings: { ...one.settings, everySeconds: 1 } }))

  it('says by how much it came late to the last of its hosts', async () => {
    let nowMs = 100 * TICK_MS
    const spare = async () => {
      nowMs += 10_000 // As when Redis or the machine is slow.
      return true
    }
    const { note } = await sweep(100, dueAlways(sshd.port, sshd.port, sshd.port), { spare, now: () => nowMs })
    expect(note).toMatchObject({ hosts: 3, unknown: 0, lagMs: 20_000, tookMs: 30_000 })
  })

  it('is none that comes when it is due', { timeout: 20_000 }, async () => {
    const onError = (error: Error) => expect.unreachable(error.message)
    const watch = { channel: 'C1', everySeconds: 30, groups: [{ hosts: ['*'] }] }
    const hosts = [{ name: 'a', address: '127.0.0.1', port: sshd.port, user: 'medic', tags: [] }]
    const own = workerRedis(url)
    const running = await startSweep({
      ...{ config: configSchema.parse({ vantage: 'bastion-a', watch }), hosts, redis: own, onError },
      ...{ pickup: QUICK_PICKUP, tickMs: 2_000 },
    })
    const ats = new Set<number>()
    await eventually(async () => {
      const { at = 0, lagMs = 0 } = (await readSweep(redis, 'bastion-a')) ?? {}
      ats.add(at)
      expect(lagMs).toBeGreaterThanOrEqual(0)
      expect(lagMs).toBeLessThan(1_500) // Counted from the tick before, it would be two seconds.
      expect(ats.size).toBeGreaterThan(3)
    })
    await running.close()
    own.disconnect()
  })

  it('is not late where its hosts only take long to answer', async () => {
    const started = Date.now()
    const now = () => 100 * TICK_MS + Date.now() - started
    const { note } = await sweep(100, dueAlways(sshd.port, deaf.port), { now, lookTimeoutMs: 500 })
    expect(note?.tookMs).toBeGreaterThanOrEqual(499)
    expect(note?.lagMs).toBeLessThan(400)
  })
})
