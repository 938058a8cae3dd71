import { setTimeout as sleep } from 'node:timers/promises'
import { pino } from 'pino'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { configSchema } from '../../src/config/schema.ts'
import { wordsOf } from '../../src/demo/plain-text.ts'
import { type StandIn, startSlackStandIn } from '../../src/demo/slack/stand-in.ts'
import type { Message } from '../../src/demo/slack/workspace.ts'
import type { Head } from '../../src/domain/message.ts'
import { startDelivery } from '../../src/queue/delivery.ts'
import { type Outbox, openOutbox } from '../../src/queue/outbox.ts'
import { createDesk } from '../../src/queue/redis-desk.ts'
import { paced } from '../../src/slack/pace.ts'
import { createPoster } from '../../src/slack/poster.ts'
import { readIncidents } from '../../src/store/incidents.ts'
import { eventually } from '../support/eventually.ts'
import { sharedRedis } from '../support/redis.ts'
import { note, queued } from './fixtures.ts'

const CHANNELS = Array.from({ length: 100 }, (_, index) => ({ id: `C${index}`, name: `ops-${index}`, botIsIn: true }))
/** Slack's minute lasts so much shorter here, that its rates do not make the test last for half an hour. */
const FASTER = 60
const MOST_MS = 240_000
const STARTED_MS = Date.now()
const now = () => STARTED_MS + (Date.now() - STARTED_MS) * FASTER

const { redis, url } = await sharedRedis()
const closers: (() => Promise<unknown>)[] = []
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close()
})
beforeEach(async () => {
  await redis.flushall()
})

/** A bot in front of a Slack of which one answer in ten fails, each in one of all ways. */
async function startBadSlack(seed: number, historyScopes: string[]) {
  const scopes = ['chat:write', 'channels:read', ...historyScopes]
  const tokens = { bot: 'xoxb-test', app: 'xapp-test' }
  const slack = await startSlackStandIn({ people: [], channels: CHANNELS, tokens, scopes, now })
  const config = configSchema.parse({ slack: { apiUrl: slack.apiUrl } })
  const desk = createDesk({ redisUrl: url })
  const log = pino({ level: 'silent' })
  const poster = createPoster({ botToken: tokens.bot, config, hosts: [], desk, log, scopes, callTimeoutMs: 1_000 })
  const outbox = openOutbox(redis)
  const delivery = startDelivery({ redisUrl: url, poster: paced(poster) })
  closers.push(() => slack.close(), desk.close, outbox.close, delivery.close)
  slack.faults.haveBadDay({ seed, share: 0.1 })
  return { slack, outbox }
}

const channelOf = (report: number) => `C${report % CHANNELS.length}`

/** So many checks: each is asked for, fails a moment later with words of its own, and has two replies. */
async function tell(outbox: Outbox, reports: number[]): Promise<void> {
  for (const report of reports) {
    await outbox.open(`run-${report}`, { channel: channelOf(report) }, queued)
    await outbox.wake(`run-${report}`)
  }
  await sleep(1_000)
  for (const report of reports) {
    await outbox.reply(`run-${report}`, 'first', note(`first of ${report}.`))
    await outbox.head(`run-${report}`, headOf(report))
    await outbox.reply(`run-${report}`, 'second', note(`second of ${report}.`))
  }
}

const asked = { host: 'web-01', requestedBy: { id: 'U1' }, vantage: 'bastion-a' }
const headOf = (report: number): Head => ({ state: 'failed', asked, problem: `report ${report}.`, todo: 'Ask again.' })

interface Seen {
  heads: Message[]
  /** What stands under each of the heads. */
  threads: string[][]
}

/** What people see of each report, whichever channel it is in. */
function seenIn({ workspace }: StandIn): Map<string, Seen> {
  const byRun = new Map<string, Message[]>()
  for (const message of workspace.messages) {
    const runId = String(message.metadata?.event_payload.run)
    byRun.set(runId, [...(byRun.get(runId) ?? []), message])
  }
  const seen = [...byRun].map(([runId, mine]): [string, Seen] => {
    const heads = mine.filter(({ threadTs }) => threadTs === undefined)
    const under = (ts: string) => mine.filter(({ threadTs }) => threadTs === ts).map(wordsOf)
    return [runId, { heads, threads: heads.map(({ ts }) => under(ts)) }]
  })
  return new Map(seen)
}

async function untilWhole(slack: StandIn, reports: number[]): Promise<Map<string, Seen>> {
  await eventually(async () => {
    await sleep(500)
    const seen = seenIn(slack)
    expect(reports.filter((report) => !isWhole(seen.get(`run-${report}`), report))).toEqual([])
  }, MOST_MS)
  return seenIn(slack)
}

/** One of its heads says the last word, and its last reply stands under that one. */
const isWhole = ({ heads, threads }: Seen = { heads: [], threads: [] }, report: number) =>
  heads.some(
    (head, index) =>
      wordsOf(head).includes(`report ${report}.`) && threads[index]?.at(-1)?.includes(`second of ${report}.`),
  )

const bothOf = (report: number) => [
  expect.stringContaining(`first of ${report}.`),
  expect.stringContaining(`second of ${report}.`),
]

describe('with one in ten of Slack’s answers failing', { timeout: MOST_MS + 60_000 }, () => {
  it('500 reports arrive whole, once and in order, where the bot may look what has arrived', async () => {
    const reports = Array.from({ length: 500 }, (_, report) => report)
    const { slack, outbox } = await startBadSlack(1, ['channels:history'])
    await tell(outbox, reports)
    const seen = await untilWhole(slack, reports)
    for (const report of reports) expect(seen.get(`run-${report}`)?.threads).toEqual([bothOf(report)])
    expect(await readIncidents(redis)).toEqual([])
  })

  it('without that scope none is lost, each is in order, and each that may stand there twice is on record', async () => {
    const reports = Array.from({ length: 150 }, (_, report) => report)
    const { slack, outbox } = await startBadSlack(2, [])
    await tell(outbox, reports)
    const seen = await untilWhole(slack, reports)
    const incidents = await readIncidents(redis, 1_000)
    expect(incidents.map(({ problem }) => problem)).toContain('perhaps-twice')
    for (const report of reports) {
      const { heads = [], threads = [] } = seen.get(`run-${report}`) ?? {}
      const doubts = incidents.filter(({ runId }) => runId === `run-${report}`)
      const ofHead = doubts.filter(({ what }) => what === 'head')
      expect(heads.length - 1).toBeLessThanOrEqual(ofHead.length)
      expect(withoutRepeats(threads.flat())).toEqual(bothOf(report))
      expect(threads.flat().length - 2).toBeLessThanOrEqual(doubts.length - ofHead.length)
    }
  })
})

const withoutRepeats = (texts: string[]) => texts.filter((text, index) => text !== texts[index - 1])
