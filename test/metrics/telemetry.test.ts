import { spawnSync } from 'node:child_process'
import { createServer } from 'node:net'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { configSchema } from '../../src/config/schema.ts'
import { watchSchema } from '../../src/config/watch.ts'
import type { Alert } from '../../src/domain/alert.ts'
import { startTelemetry } from '../../src/metrics/telemetry.ts'
import { opened } from '../../src/monitor/changes.ts'
import { startDelivery } from '../../src/queue/delivery.ts'
import { openOutbox } from '../../src/queue/outbox.ts'
import { PostImpossible, PostLater } from '../../src/queue/poster.ts'
import { checkQueue, openQueue } from '../../src/queue/queues.ts'
import { createDesk } from '../../src/queue/redis-desk.ts'
import { ephemeralKeys } from '../../src/queue/signing.ts'
import { turnFromTerminal } from '../../src/queue/switch.ts'
import { startWorker } from '../../src/queue/worker.ts'
import { noteStanding } from '../../src/store/standings.ts'
import { noteSweep, replaceWatched } from '../../src/store/watched.ts'
import { checkJob, queued, recordingPoster } from '../queue/fixtures.ts'
import { eventually } from '../support/eventually.ts'
import { openGathered } from '../support/opened-alert.ts'
import { sharedRedis } from '../support/redis.ts'
import { fetched, hasPromtool, samplesAt } from './scrape.ts'

const { redis, url } = await sharedRedis()
const { verifier } = ephemeralKeys()
const HERE = { port: 0, bind: '127.0.0.1' }
const closers: (() => Promise<unknown> | unknown)[] = []
beforeEach(async () => {
  await redis.flushall()
})
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close()
})

async function telemetry(role = 'up', redisUrl = url) {
  const started = await startTelemetry(role, HERE, redisUrl)
  closers.push(started.close)
  return started
}

async function hostThatGreets(line: string) {
  const server = createServer((socket) => {
    socket.on('error', () => {})
    socket.end(line)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  closers.push(() => server.close())
  const address = server.address()
  const port = typeof address === 'object' && address !== null ? address.port : 0
  return { name: 'web-01', address: '127.0.0.1', port, tags: [] }
}

describe('metrics', () => {
  it('tell of a check: its verdict, cause and time by the worker, how the host stands by the bot', async () => {
    const [worker, bot] = [await telemetry('worker'), await telemetry('bot')]
    const host = await hostThatGreets('HTTP/1.1 400 Bad Request\r\n\r\n')
    const running = await startWorker({
      config: configSchema.parse({ vantage: 'bastion-a' }),
      hosts: [host],
      redisUrl: url,
      budget: { take: async () => ({ waitedMs: 0 }) },
      verifier,
      observer: worker.workerObserver('bastion-a'),
    })
    worker.require('queue', () => (running.takesJobs() ? undefined : 'takes none'))
    worker.allStarted()
    const desk = createDesk({ redisUrl: url })
    closers.push(desk.close)
    bot.tellShared({ hosts: [host], vantage: 'bastion-a' })

    expect(await fetched(worker.port, '/readyz')).toEqual({ status: 200, text: 'ready\n' })
    await desk.askCheck(checkJob('run-1'), 'bastion-a', { channel: 'C1' })
    await eventually(async () => {
      const counted = await samplesAt(worker.port)
      expect(counted.get('ssh_medic_checks_total{vantage="bastion-a",verdict="faulty"}')).toBe(1)
      expect(counted.get('ssh_medic_causes_found_total{vantage="bastion-a",cause="non-ssh-service"}')).toBe(1)
      expect(counted.get('ssh_medic_check_duration_seconds_count{vantage="bastion-a"}')).toBe(1)
    })
    const told = await samplesAt(bot.port)
    expect(told.get('ssh_medic_host_up{host="web-01",vantage="bastion-a"}')).toBe(0)
    expect(told.get('ssh_medic_host_cause{host="web-01",vantage="bastion-a",cause="non-ssh-service"}')).toBe(1)
    expect(told.get('ssh_medic_host_last_look_timestamp_seconds{host="web-01",vantage="bastion-a"}')).toBeGreaterThan(
      Date.now() / 1_000 - 60,
    )
    expect(told.get('ssh_medic_workers{vantage="bastion-a"}')).toBe(1)
    expect(told.get('ssh_medic_redis_up')).toBe(1)
    await running.close()
    expect((await fetched(worker.port, '/readyz')).text).toBe('queue: takes none\n')
    expect((await samplesAt(bot.port)).get('ssh_medic_workers{vantage="bastion-a"}')).toBe(0)
  })

  it('tell how many jobs wait, how old the oldest word for Slack is, and whether changes are paused', async () => {
    const bot = await telemetry('bot')
    bot.tellShared({ hosts: [], vantage: 'bastion-a' })
    const outbox = openOutbox(redis)
    const queue = openQueue(checkQueue('bastion-a'), redis)
    closers.push(outbox.close, () => queue.close())
    const before = await samplesAt(bot.port)
    expect(before.get('ssh_medic_slack_oldest_undelivered_seconds')).toBe(0)
    expect(before.get('ssh_medic_changes_paused')).toBe(0)

    await queue.add('check', checkJob('run-1'))
    await outbox.open('run-1', { channel: 'C1' }, queued)
    await outbox.wake('run-1')
    await turnFromTerminal(redis, undefined, { paused: true, by: { id: 'ana' } })
    await eventually(async () => {
      const told = await samplesAt(bot.port)
      expect(told.get('ssh_medic_queue_jobs{queue="check.bastion-a",state="waiting"}')).toBe(1)
      expect(told.get('ssh_medic_slack_oldest_undelivered_seconds')).toBeGreaterThan(0.1)
      expect(told.get('ssh_medic_changes_paused')).toBe(1)
    })
  })

  it('tell how long a word waited for Slack, with what went wrong on the way', async () => {
    const bot = await telemetry('bot')
    const poster = recordingPoster()
    let refusals = 0
    poster.before = () => {
      refusals += 1
      if (refusals === 1) throw new PostLater(300)
      if (refusals === 2) throw new PostImpossible('Slack says is_archived')
    }
    const delivery = startDelivery({ redisUrl: url, poster, observer: bot.deliveryObserver() })
    const outbox = openOutbox(redis)
    closers.push(delivery.close, outbox.close)
    await outbox.open('run-1', { channel: 'C1' }, queued)
    await outbox.wake('run-1')
    await eventually(async () => {
      const told = await samplesAt(bot.port)
      expect(told.get('ssh_medic_slack_delivery_lag_seconds_count')).toBe(1)
      expect(told.get('ssh_medic_slack_delivery_lag_seconds_sum')).toBeGreaterThan(0.29)
      expect(told.get('ssh_medic_slack_delivery_troubles_total{how="later"}')).toBe(1)
      expect(told.get('ssh_medic_slack_delivery_troubles_total{how="undeliverable"}')).toBe(1)
    })
  })

  it('make no series of what is not in the inventory, nor of causes and remedies that are not known', async () => {
    const bot = await telemetry('bot')
    const host = { name: 'web-01', address: '10.0.0.5', port: 22, tags: [] }
    bot.tellShared({ hosts: [host], vantage: 'bastion-a' })
    const at = new Date().toISOString()
    await noteStanding(redis, 'bastion-a', 'evil', { up: true, at })
    await noteStanding(redis, 'bastion-a', 'web-01', { up: false, at, cause: 'made-up' })
    await redis.hset('ssh-medic:standings:bastion-a', 'web-02', 'no JSON')
    const observer = bot.workerObserver('bastion-a')
    observer.acted({ remedy: 'made-up', direction: 'do', outcome: 'verified' })
    observer.acted({ remedy: 'fail2ban-unban', direction: 'undo', outcome: 'refused' })
    const names = [...(await samplesAt(bot.port)).keys()]
    expect(names.filter((name) => name.includes('host='))).toEqual([
      'ssh_medic_host_up{host="web-01",vantage="bastion-a"}',
      expect.stringContaining('ssh_medic_host_last_look_timestamp_seconds{host="web-01"'),
      'ssh_medic_host_cause{host="web-01",vantage="bastion-a",cause="other"}',
    ])
    expect(names.filter((name) => name.startsWith('ssh_medic_actions_total'))).toEqual([
      'ssh_medic_actions_total{vantage="bastion-a",remedy="other",direction="do",outcome="verified"}',
      'ssh_medic_actions_total{vantage="bastion-a",remedy="fail2ban-unban",direction="undo",outcome="refused"}',
    ])
  })

  it('keep the later look at a host, whichever was noted last', async () => {
    const bot = await telemetry('bot')
    bot.tellShared({ hosts: [{ name: 'web-01', address: '10.0.0.5', port: 22, tags: [] }], vantage: 'bastion-a' })
    await noteStanding(redis, 'bastion-a', 'web-01', { up: true, at: '2026-11-21T12:00:01.000Z' })
    await noteStanding(redis, 'bastion-a', 'web-01', { up: false, at: '2026-11-21T12:00:00.000Z' })
    expect((await samplesAt(bot.port)).get('ssh_medic_host_up{host="web-01",vantage="bastion-a"}')).toBe(1)
  })

  it('tell how watched hosts stand by the last sweep, or by a later check, and nothing while the bastion is blind', async () => {
    const bot = await telemetry('bot')
    const watch = watchSchema.parse({ channel: 'C1', groups: [{ hosts: ['web-*'] }] })
    const names = ['web-01', 'web-02', 'web-03', 'db-01']
    const hosts = names.map((name) => ({ name, address: '10.0.0.5', port: 22, tags: [] }))
    bot.tellShared({ hosts, vantage: 'bastion-a', watch })
    const sweptMs = Date.now() - 60_000
    const note = { at: sweptMs, lagMs: 2_500, hosts: 3, unknown: 0, tookMs: 10 }
    await noteSweep(redis, 'bastion-a', note)
    const down = { phase: 'firing' as const, seen: ['down' as const], turnedAt: [] }
    const before = { text: null, watched: undefined }
    await replaceWatched(redis, 'bastion-a', [
      { host: 'web-02', before, after: down },
      { host: 'web-03', before, after: down },
    ])
    const earlier = new Date(sweptMs - 1_000).toISOString()
    await noteStanding(redis, 'bastion-a', 'web-02', { up: false, cause: 'sshd-stopped', at: earlier })
    await noteStanding(redis, 'bastion-a', 'web-03', { up: true, at: new Date(sweptMs + 1_000).toISOString() })

    const told = await samplesAt(bot.port)
    const up = names.map((name) => told.get(`ssh_medic_host_up{host="${name}",vantage="bastion-a"}`))
    expect(up).toEqual([1, 0, 1, undefined])
    expect(told.get('ssh_medic_host_cause{host="web-02",vantage="bastion-a",cause="sshd-stopped"}')).toBe(1)
    expect(told.get('ssh_medic_sweep_behind_seconds{vantage="bastion-a"}')).toBeGreaterThan(50)
    expect(told.get('ssh_medic_sweep_blind{vantage="bastion-a"}')).toBe(0)

    await noteSweep(redis, 'bastion-a', { ...note, blind: 'its canaries do not answer either' })
    const blind = await samplesAt(bot.port)
    expect(blind.get('ssh_medic_sweep_blind{vantage="bastion-a"}')).toBe(1)
    expect(blind.has('ssh_medic_host_up{host="web-01",vantage="bastion-a"}')).toBe(false)
  })

  it('tell of open alerts by how they stand', async () => {
    const bot = await telemetry('bot')
    bot.tellShared({ hosts: [], vantage: 'bastion-a' })
    const at = new Date().toISOString()
    const by = { id: 'U1' }
    const open = (name: string, more: Partial<Alert> = {}) =>
      openGathered(redis, {
        ...opened(
          {
            ...{ id: name, severity: 'critical', source: 'watch', place: { channel: 'C1' } },
            hosts: [{ name, vantage: 'bastion-a', address: '10.0.0.5', since: at, symptom: 'refused' }],
          },
          at,
        ),
        ...more,
      })
    await open('web-01')
    await open('web-02', { acknowledged: { by, at } })
    const until = new Date(Date.now() + 60_000).toISOString()
    await open('web-03', { acknowledged: { by, at }, snoozed: { by, at, until } })
    await open('web-04', { state: 'flapping', snoozed: { by, at, until: at } })
    const told = await samplesAt(bot.port)
    const count = (state: string) => told.get(`ssh_medic_alerts{state="${state}",severity="critical"}`)
    expect(['firing', 'acknowledged', 'snoozed', 'flapping'].map(count)).toEqual([1, 1, 1, 1])
    expect(told.get('ssh_medic_alerts{state="firing",severity="info"}')).toBe(0)
  })

  it.skipIf(!hasPromtool())('are as Prometheus wants them, by the word of promtool', async () => {
    const all = await telemetry()
    all.tellShared({ hosts: [], vantage: 'bastion-a' })
    all.workerObserver('bastion-a').acted({ remedy: 'fail2ban-unban', direction: 'do', outcome: 'verified' })
    all.deliveryObserver().delivered(20)
    const { text } = await fetched(all.port, '/metrics')
    const checked = spawnSync('promtool', ['check', 'metrics'], { input: text, encoding: 'utf8' })
    const complaints = checked.stderr.split('\n').filter((line) => line.startsWith('ssh_medic_'))
    expect(complaints).toEqual([])
    expect(text).toContain('ssh_medic_build_info{version=')
  })
})
