import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { digestSchema } from '../../src/config/outward.ts'
import { startDelivery } from '../../src/queue/delivery.ts'
import { sumUp } from '../../src/queue/digest.job.ts'
import { startDigest } from '../../src/queue/digest.ts'
import { DIGEST, openQueue } from '../../src/queue/queues.ts'
import { appendAudit, auditSince } from '../../src/store/audit.ts'
import { noteRun } from '../../src/store/history.ts'
import { eventually } from '../support/eventually.ts'
import { sharedRedis } from '../support/redis.ts'
import { recordingPoster } from './fixtures.ts'

const { redis, url } = await sharedRedis()
const settings = digestSchema.parse({ channel: 'C1' })
const hosts = [{ name: 'web-01', address: '10.0.0.5', port: 22, tags: [] }]
const MONDAY_9 = Date.UTC(2026, 10, 16, 9)
const MINUTE_MS = 60_000
const closers: (() => Promise<unknown>)[] = []
beforeEach(async () => {
  await redis.flushall()
})
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close()
})

/** Bots that live at such a time until each has looked once what is due. */
async function botsAt(now: number, count = 1) {
  const errors: string[] = []
  let looked = 0
  const look = () => {
    looked += 1
    return now
  }
  const bots = Array.from({ length: count }, () =>
    startDigest({ redisUrl: url, settings, hosts, now: look, onError: (error) => errors.push(error.message) }),
  )
  const queue = openQueue(DIGEST, redis)
  await eventually(async () => {
    expect(looked).toBeGreaterThanOrEqual(2 * count)
    expect(await queue.getJobCounts('waiting', 'active')).toEqual({ waiting: 0, active: 0 })
  })
  await queue.close()
  await Promise.all(bots.map((bot) => bot.close()))
  expect(errors).toEqual([])
}
function delivering() {
  const poster = recordingPoster()
  const titles: string[] = []
  const { postHead } = poster
  poster.postHead = (place, runId, head) => {
    if (head.state === 'log') titles.push([head.title, ...(head.lines ?? [])].join('\n'))
    return postHead(place, runId, head)
  }
  const delivery = startDelivery({ redisUrl: url, poster })
  closers.push(delivery.close)
  return { poster, titles }
}
const run = (runId: string, ms: number) => ({
  ...{ runId, startedAt: new Date(ms).toISOString(), by: { id: 'U1' }, verdict: 'faulty' as const },
  ...{ cause: 'fail2ban-ban', title: 'fail2ban has banned the client' },
})

describe('the weekly digest', () => {
  it('is posted once, by however many bots and restarts, and not for the time before the first', async () => {
    const { poster, titles } = delivering()
    await botsAt(MONDAY_9 - 24 * 60 * MINUTE_MS)
    await noteRun(redis, 'web-01', run('run-1', MONDAY_9 - MINUTE_MS))
    await botsAt(MONDAY_9 + MINUTE_MS, 2)
    await eventually(() => expect(titles).toHaveLength(1))
    await botsAt(MONDAY_9 + 2 * MINUTE_MS)
    await botsAt(MONDAY_9 + 6 * 24 * 60 * MINUTE_MS)
    expect(titles).toEqual([expect.stringContaining('SSH from 2026-11-09 to 2026-11-16: 0 alerts')])
    expect(titles[0]).toContain('• fail2ban has banned the client (fail2ban-ban): 1 host, 1 check')
    expect(poster.place).toEqual({ channel: 'C1' })
  })

  it('that was due while no bot was running is posted by the next one', async () => {
    const { titles } = delivering()
    await botsAt(MONDAY_9 - MINUTE_MS)
    await botsAt(MONDAY_9 + 3 * 24 * 60 * MINUTE_MS)
    await eventually(() => expect(titles).toEqual([expect.stringContaining('SSH from 2026-11-09 to 2026-11-16')]))
  })

  it('is scheduled once, also when its time is changed', async () => {
    for (const at of ['09:00', '10:30']) {
      const digest = startDigest({ redisUrl: url, settings: { ...settings, at }, hosts, onError: () => {} })
      const queue = openQueue(DIGEST, redis)
      const [hours, minutes] = at.split(':').map(Number)
      await eventually(async () => {
        const all = await queue.getJobSchedulers()
        expect(all.map(({ pattern, tz }) => ({ pattern, tz }))).toEqual([
          { pattern: `${minutes} ${hours} * * 1`, tz: 'UTC' },
        ])
      })
      await queue.close()
      await digest.close()
    }
  })

  it('counts fixes from the audit log, and not what was only looked at, undone or refused', async () => {
    const entry = { at: new Date(MONDAY_9).toISOString(), detail: 'd', host: 'web-01', remedy: 'fail2ban-unban' }
    await appendAudit(redis, '1', { ...entry, event: 'result', direction: 'do', outcome: 'verified' })
    await appendAudit(redis, '2', { ...entry, direction: 'do', outcome: 'not-fixed' })
    await appendAudit(redis, '3', { ...entry, event: 'result', direction: 'undo', outcome: 'verified' })
    await appendAudit(redis, '4', { ...entry, event: 'refused', direction: 'do', outcome: 'refused' })
    await appendAudit(redis, '5', { ...entry, event: 'asked' })
    const { fixes } = await sumUp({ redis, hosts }, MONDAY_9 - MINUTE_MS, MONDAY_9 + MINUTE_MS)
    expect(fixes).toEqual([{ remedy: 'fail2ban-unban', verified: 1, total: 2 }])
  })

  it('reads a long audit log from its end, as far back as needed', async () => {
    const entries = Array.from({ length: 1_200 }, (_, index) =>
      JSON.stringify({ at: new Date(MONDAY_9 + index * MINUTE_MS).toISOString(), detail: `${index}`, hash: 'h' }),
    )
    await redis.rpush('ssh-medic:audit', ...entries)
    const details = async (from: number) =>
      (await auditSince(redis, MONDAY_9 + from * MINUTE_MS)).map(({ detail }) => Number(detail))
    expect(await details(1_190)).toEqual(Array.from({ length: 10 }, (_, index) => 1_190 + index))
    expect(await details(0)).toEqual(Array.from({ length: 1_200 }, (_, index) => index))
    expect(await details(2_000)).toEqual([])
  })
})
