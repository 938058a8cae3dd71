import { describe, expect, it } from 'vitest'
import { configSchema } from '../../src/config/schema.ts'
import type { Watched } from '../../src/monitor/transition.ts'
import { startAlertKeeper } from '../../src/queue/alert-keeper.ts'
import { checkQueue, openQueue } from '../../src/queue/queues.ts'
import { alertsSince, untoldAlerts } from '../../src/store/alerts.ts'
import { readMoves } from '../../src/store/moves.ts'
import { threadStore } from '../../src/store/threads.ts'
import { readWatched, replaceWatched } from '../../src/store/watched.ts'
import { eventually } from '../support/eventually.ts'
import { sharedRedis } from '../support/redis.ts'
import { relayFor } from '../support/relay.ts'
import { hostAt, OWN } from './watch-world.ts'

const { redis, url } = await sharedRedis()
const web = hostAt('web-01', '10.0.0.1', 22)
const config = configSchema.parse({ vantage: OWN, watch: { channel: 'C0ALERTS', groups: [{ hosts: ['*'] }] } })
const keeperAt = (redisUrl: string) =>
  startAlertKeeper({ config, hosts: [web], redisUrl, onError: () => {}, roundMs: 10, gatherMs: 0 })

/** What a worker writes down when the host turns bad, or is well again. */
async function see(move: 'open' | 'resolve'): Promise<void> {
  const [before = { text: null, watched: undefined }] = await readWatched(redis, OWN, ['web-01'])
  const at = new Date().toISOString()
  const firing: Watched = { phase: 'firing', seen: ['down'], turnedAt: [], symptom: 'connection refused' }
  const moved = { id: `${move}@${at}`, host: 'web-01', vantage: OWN, move, at, source: 'watch' } as const
  await replaceWatched(redis, OWN, [
    {
      host: 'web-01',
      before,
      after: move === 'open' ? firing : undefined,
      move: { ...moved, symptom: 'connection refused' },
    },
  ])
}

/** Whether all that was seen is told. */
async function isSettled(): Promise<boolean> {
  const [moves, untold, [alert]] = await Promise.all([readMoves(redis, 1), untoldAlerts(redis), alertsSince(redis, 0)])
  const isFailing = (await redis.hexists(`ssh-medic:watched:${OWN}`, 'web-01')) === 1
  return moves.length + untold.length === 0 && alert?.state === (isFailing ? 'firing' : 'resolved')
}

/** A keeper that is cut off after so many pieces of what it says to Redis. Returns whether it was, before all was done. */
async function keptFor(pieces: number): Promise<boolean> {
  const relay = await relayFor(Number(new URL(url).port), pieces)
  const through = new URL(url)
  through.port = String(relay.port)
  const keeper = keeperAt(through.href)
  await eventually(async () => expect(relay.hasEnded() || (await isSettled())).toBe(true))
  const wasCut = relay.hasEnded()
  await keeper.close()
  relay.end()
  return wasCut
}

/** Another one goes on where the first was cut off. */
async function goOn(): Promise<void> {
  const keeper = keeperAt(url)
  await eventually(async () => expect(await isSettled()).toBe(true))
  await keeper.close()
}

describe('a keeper of alerts that is killed at any command', { timeout: 240_000 }, () => {
  it.each(['open', 'resolve'] as const)(
    'while it has to %s: the next one goes on, with nothing twice',
    async (dying) => {
      let wasCut = true
      let pieces = 1
      for (; wasCut; pieces++) {
        await redis.flushall()
        await see('open')
        if (dying === 'open') wasCut = await keptFor(pieces)
        await goOn()
        await see('resolve')
        if (dying === 'resolve') wasCut = await keptFor(pieces)
        await goOn()
        await expectTold()
      }
      expect(pieces).toBeGreaterThan(20)
    },
  )
})

/** One alert, whose thread says once that it is over, and one check. */
async function expectTold(): Promise<void> {
  const alerts = await alertsSince(redis, 0)
  expect(alerts).toHaveLength(1)
  const [{ id = '' } = {}] = alerts
  const threads = threadStore(redis)
  const { head, replies } = (await threads.read(id)) ?? {}
  expect(head).toMatchObject({ state: 'alert', alert: { state: 'resolved' } })
  expect(replies).toBe(1)
  expect(await threads.replyAt(id, 0)).toMatchObject({ text: expect.stringContaining('web-01 answers again') })
  const checks = openQueue(checkQueue(OWN), redis)
  expect((await checks.getJobs(['waiting'])).map((job) => job.id)).toEqual([`${id}.1`])
  await checks.close()
  const outbox = await redis.keys('ssh-medic:thread:alert-*')
  expect(outbox.filter((key) => !key.endsWith(':replies')).sort()).toEqual([
    `ssh-medic:thread:${id}`,
    `ssh-medic:thread:${id}.1`,
  ])
}
