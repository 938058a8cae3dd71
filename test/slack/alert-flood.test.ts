import { pino } from 'pino'
import { expect, it } from 'vitest'
import { configSchema } from '../../src/config/schema.ts'
import { installedApp } from '../../src/demo/manifest.ts'
import { wordsOf } from '../../src/demo/plain-text.ts'
import { startSlackStandIn } from '../../src/demo/slack/stand-in.ts'
import type { Severity } from '../../src/domain/alert.ts'
import { opened, withNote } from '../../src/monitor/changes.ts'
import { startAlertKeeper } from '../../src/queue/alert-keeper.ts'
import { startDelivery } from '../../src/queue/delivery.ts'
import { OUTBOX, openQueue } from '../../src/queue/queues.ts'
import { createDesk } from '../../src/queue/redis-desk.ts'
import { paced } from '../../src/slack/pace.ts'
import { createPoster } from '../../src/slack/poster.ts'
import { readIncidents } from '../../src/store/incidents.ts'
import { eventually } from '../support/eventually.ts'
import { openGathered } from '../support/opened-alert.ts'
import { sharedRedis } from '../support/redis.ts'
import { hostOf } from './watching.ts'

const { redis, url } = await sharedRedis()
const ALERTS = 500
/** A channel bears a message a second: with fewer of them this test would last for minutes. */
const CHANNELS = Array.from({ length: 50 }, (_, index) => ({
  id: `C0ALERT${index}`,
  name: `alerts-${index}`,
  botIsIn: true,
}))
const TOKENS = { bot: 'xoxb-test', app: 'xapp-test' }
const hosts = Array.from({ length: ALERTS }, (_, index) => hostOf(`host-${index}`, 22))
const severityAt = (index: number): Severity => (index >= ALERTS - CHANNELS.length ? 'critical' : 'warning')

it('of 500 alerts, while Slack answers 429, none is lost, none doubled, each thread is in order, and critical ones come first', {
  timeout: 240_000,
}, async () => {
  const slack = await startSlackStandIn({ people: [], channels: CHANNELS, tokens: TOKENS, ...installedApp() })
  const config = configSchema.parse({
    slack: { apiUrl: slack.apiUrl },
    watch: { channel: 'C0ALERT0', groups: [{ hosts: ['*'] }] },
  })
  const desk = createDesk({ redisUrl: url })
  const poster = paced(createPoster({ botToken: TOKENS.bot, config, hosts: [], desk, log: pino({ level: 'silent' }) }))
  for (let index = 0; index < ALERTS; index++) await openOne(index)
  slack.faults.add({ method: 'chat.postMessage', status: 429, retryAfter: 1 }, 100)
  const started = Date.now()
  const keeper = startAlertKeeper({ config, hosts, redisUrl: url, onError: () => {}, roundMs: 100 })
  await eventually(async () => expect(await redis.scard('ssh-medic:alerts:untold')).toBe(0), 60_000)
  await keeper.close() // It has told all, and would go on to tell that no worker is there.
  const delivery = startDelivery({ redisUrl: url, poster })

  const { messages } = slack.workspace
  // Again later, among the replies.
  await eventually(() => expect(messages.length).toBeGreaterThanOrEqual(ALERTS), 200_000)
  slack.faults.add({ method: 'chat.postMessage', status: 429, retryAfter: 1 }, 50)
  await eventually(() => expect(messages.length).toBeGreaterThanOrEqual(3 * ALERTS), 200_000)
  const outbox = openQueue(OUTBOX, redis)
  const left = () => outbox.getJobCountByTypes('waiting', 'active', 'delayed', 'prioritized')
  await eventually(async () => expect(await left()).toBe(0))
  expect(slack.faults.take('chat.postMessage'), 'each 429 was answered').toBeUndefined()
  console.info(`all of it was told after ${Math.round((Date.now() - started) / 1_000)} s`)
  const heads = messages.filter(({ threadTs }) => !threadTs)
  expect(new Set(heads.map(({ text }) => text)).size).toBe(ALERTS)
  expect(messages).toHaveLength(3 * ALERTS)
  for (const { ts } of heads)
    expect(messages.filter(({ threadTs }) => threadTs === ts).map(({ text }) => text)).toEqual(['first', 'second'])
  const positions = heads.flatMap((head, position) => (wordsOf(head).startsWith('Critical') ? [position] : []))
  expect(positions.filter((position) => position < ALERTS / 5)).toHaveLength(CHANNELS.length)
  expect(await readIncidents(redis)).toEqual([])
  await Promise.all([outbox.close(), delivery.close(), desk.close(), slack.close()])
})

/** With two lines for its thread, and without a check: nobody works on those here. */
async function openOne(index: number): Promise<void> {
  const at = new Date(Date.UTC(2026, 10, 21, 12) + index).toISOString()
  const name = `host-${index}`
  const host = { name, vantage: 'bastion-a', address: '10.0.0.5', since: at, symptom: 'connection refused' }
  const place = { channel: CHANNELS[index % CHANNELS.length]?.id ?? '' }
  const alert = opened({ id: `alert-${index}`, severity: severityAt(index), source: 'watch', place, hosts: [host] }, at)
  await openGathered(redis, { ...withNote(withNote(alert, at, 'first'), at, 'second'), asked: [] })
}
