import { setTimeout } from 'node:timers/promises'
import { afterEach, describe, expect, it } from 'vitest'
import { runCheck } from '../../src/queue/check.job.ts'
import { openOutbox } from '../../src/queue/outbox.ts'
import { checkQueue, openQueue } from '../../src/queue/queues.ts'
import { createDesk } from '../../src/queue/redis-desk.ts'
import { ephemeralKeys } from '../../src/queue/signing.ts'
import { threadStore } from '../../src/store/threads.ts'
import { eventually } from '../support/eventually.ts'
import { freeze, killServer } from '../support/frozen.ts'
import { type TestRedis, testRedis } from '../support/redis.ts'
import { hosts, startTestBot } from './bot.ts'
import { type SlackServer, startSlackServer } from './slack-server.ts'

const closers: (() => Promise<unknown> | unknown)[] = []
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close()
})

async function startAll() {
  const redis = await testRedis()
  const slack = await startSlackServer()
  const desk = createDesk({ redisUrl: redis.url, signer: ephemeralKeys().signer })
  const bot = await startTestBot(slack, desk)
  closers.push(
    () => redis.close(),
    () => slack.close(),
    () => desk.close(),
    () => bot.close(),
  )
  return { redis, slack, desk, bot }
}

/** Fails when it took longer than a second, as long as that is on this machine right now. */
async function withinASecond<T>(act: () => Promise<T>): Promise<T> {
  const startedMs = performance.now()
  const second = setTimeout(1_000).then(() => performance.now() - startedMs)
  const result = await act()
  const tookMs = performance.now() - startedMs
  expect(tookMs).toBeLessThan((await second) + 100)
  return result
}

const toldAfterClick = (slack: SlackServer) => slack.called('response_url').map(({ text }) => String(text))

const checksIn = async ({ redis }: TestRedis) => {
  const queue = openQueue(checkQueue('bastion-a'), redis)
  const jobs = await queue.getJobs(['waiting'])
  await queue.close()
  return jobs
}

describe('a command while Redis hangs', () => {
  it('is answered within a second, and the check that it asked for is not run when Redis goes on', async () => {
    const { redis, bot } = await startAll()
    await bot.command('web-01') // Everybody and everything is known, as on any day.
    const thaw = await freeze(redis)
    closers.push(thaw)
    const { status, text } = await withinASecond(() => bot.command('web-01 from 203.0.113.7'))
    expect(status).toBe(200)
    expect(text).toContain('nothing will be started later')
    thaw()

    await eventually(async () => expect(await checksIn(redis)).toHaveLength(2))
    const late = (await checksIn(redis)).find(({ data }) => data.client !== undefined)
    const runId = String(late?.data.runId)
    const outbox = openOutbox(redis.redis)
    closers.push(() => outbox.close())
    const here = {
      ...{ redis: redis.redis, outbox, vantage: 'bastion-a', hosts: new Map(hosts.map((host) => [host.name, host])) },
      tools: { knownHosts: '/dev/null', budget: { take: () => Promise.reject(new Error('a host was looked at')) } },
      onError: () => {},
    }
    await runCheck(late?.data, here, AbortSignal.timeout(10_000))
    expect(await threadStore(redis.redis).read(runId)).toBeUndefined()
  })

  it('is answered so also when it is the first of all', async () => {
    const { redis, bot } = await startAll()
    closers.push(await freeze(redis))
    const { text } = await withinASecond(() => bot.command('web-01'))
    expect(text).toMatch(/nothing (was|will be) started/)
  })

  it('goes as ever once Redis goes on', async () => {
    const { redis, bot } = await startAll()
    const thaw = await freeze(redis)
    closers.push(thaw)
    await bot.command('web-01')
    thaw()
    await eventually(async () => expect(await bot.command('web-01')).toEqual({ status: 200, text: '' }))
  })
})

it('a command while Redis refuses connections is answered within a second, and nothing was started', async () => {
  const { redis, bot } = await startAll()
  await bot.command('web-01')
  await killServer(redis)
  const { status, text } = await withinASecond(() => bot.command('web-01'))
  expect(status).toBe(200)
  expect(text).toMatch(/nothing (was|will be) started/)
})

it.each(['offer:0', 'recheck:0', 'approve:0'])(
  'a click on %s while Redis hangs is answered within a second',
  async (id) => {
    const { redis, slack, bot } = await startAll()
    closers.push(await freeze(redis))
    await withinASecond(async () => {
      await bot.click(id, 'some-offer')
      await eventually(() => expect(toldAfterClick(slack)).toEqual([expect.stringContaining('nothing was started')]))
    })
  },
)

it('a submission while Redis hangs is answered within a second, in the dialog', async () => {
  const { redis, bot } = await startAll()
  closers.push(await freeze(redis))
  const about = JSON.stringify({ offerId: 'some-offer', channel: 'C1', threadTs: '1.1' })
  const { text } = await withinASecond(() => bot.submit(about))
  expect(text).toContain('nothing was started or changed')
})

describe.each([
  ['429', { status: 429, headers: { 'retry-after': '30' }, body: {} }, 'Slack asked me to slow down'],
  ['503', { status: 503, body: {} }, 'Slack did not answer'],
])('while Slack answers %s', (_status, answer, words) => {
  it('a command is answered within a second, and nothing was started', async () => {
    const { redis, slack, bot } = await startAll()
    for (const method of ['users.info', 'conversations.info']) slack.answer(method, () => answer)
    const { status, text } = await withinASecond(() => bot.command('web-01'))
    expect(status).toBe(200)
    expect(text).toContain(words)
    expect(text).toContain('nothing was started')
    expect(await checksIn(redis)).toEqual([])
  })

  it('a click is answered within a second, and nothing was started', async () => {
    const { slack, bot } = await startAll()
    for (const method of ['users.info', 'conversations.info']) slack.answer(method, () => answer)
    await withinASecond(async () => {
      await bot.click('recheck:0', 'some-offer')
      await eventually(() => expect(toldAfterClick(slack)).toEqual([expect.stringContaining(words)]))
    })
  })
})

it('a single stumble of Slack is not passed on to the person', async () => {
  const { redis, slack, bot } = await startAll()
  let asked = 0
  const user = { team_id: 'T1', profile: { display_name: 'Ada' } }
  slack.answer('users.info', () => (asked++ === 0 ? { status: 503, body: {} } : { body: { ok: true, user } }))
  expect(await bot.command('web-01')).toEqual({ status: 200, text: '' })
  expect(await checksIn(redis)).toHaveLength(1)
})

it('many commands of one person at once ask Slack once who that is', async () => {
  const { slack, bot } = await startAll()
  await Promise.all(Array.from({ length: 10 }, () => bot.command('web-01')))
  expect(slack.called('users.info')).toHaveLength(1)
})
