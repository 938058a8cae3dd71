import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { Offer } from '../../src/queue/desk.ts'
import { actionQueue, checkQueue, openQueue } from '../../src/queue/queues.ts'
import { createDesk } from '../../src/queue/redis-desk.ts'
import { ephemeralKeys } from '../../src/queue/signing.ts'
import { digestOfFacts } from '../../src/store/offers.ts'
import { saveRun } from '../../src/store/runs.ts'
import { threadStore } from '../../src/store/threads.ts'
import { signIn } from '../../src/store/workers.ts'
import { workerNote } from '../queue/fixtures.ts'
import { eventually } from '../support/eventually.ts'
import { sharedRedis } from '../support/redis.ts'
import { startTestBot, type TestBot } from './bot.ts'
import { asked, bannedRun, unbanned } from './fixtures.ts'
import { ok, refusal, type SlackServer, startSlackServer } from './slack-server.ts'

const { redis, url } = await sharedRedis()
const keys = ephemeralKeys()
const desk = createDesk({ redisUrl: url, signer: keys.signer })
const away = createDesk({ redisUrl: 'redis://127.0.0.1:1' })
const queues = { checks: openQueue(checkQueue('bastion-a'), redis), orders: openQueue(actionQueue('bastion-a'), redis) }
let slack: SlackServer
let bot: TestBot

beforeAll(async () => {
  slack = await startSlackServer()
  bot = await startTestBot(slack, desk)
})
afterAll(async () => {
  await bot.close()
  await slack.close()
  await Promise.all([desk.close(), away.close(), queues.checks.close(), queues.orders.close()])
})
beforeEach(async () => {
  await queues.checks.obliterate({ force: true })
  await queues.orders.obliterate({ force: true })
  slack.calls.length = 0
  slack.answer('views.open', () => ok({ view: { id: 'V1' } }))
})

let runs = 0
const offerOf = (change: Partial<Offer> = {}): Offer => ({
  runId: `run-${++runs}`,
  host: 'web-01',
  vantage: 'bastion-a',
  remedy: 'fail2ban-unban',
  args: { jail: 'sshd', ip: '203.0.113.7' },
  direction: 'do',
  command: 'sudo -n fail2ban-client set sshd unbanip 203.0.113.7',
  evidence: digestOfFacts(bannedRun.evidence),
  ...change,
})
/** An offer that stands on a run which is on record. */
async function offered(offer = offerOf()): Promise<string> {
  await saveRun(redis, offer.runId, bannedRun)
  return desk.remember(offer)
}
const aboutOffer = (offerId: string, channel = 'C1') => JSON.stringify({ offerId, channel, threadTs: '1.1' })
const toldPrivately = () => slack.called('response_url').map(({ text, response_type }) => ({ text, response_type }))

describe('a click on a fix', () => {
  it('shows the literal command, what could go wrong and the way back, and changes nothing', async () => {
    await bot.click('offer:0', await offered(), { trigger: 'T-1' })
    await eventually(() => expect(slack.called('views.open')).toHaveLength(1))
    const [{ trigger_id, view } = {}] = slack.called('views.open')
    const shown = JSON.stringify(view)
    expect(trigger_id).toBe('T-1')
    expect(shown).toContain('sudo -n fail2ban-client set sshd unbanip 203.0.113.7')
    expect(shown).toContain('sudo -n fail2ban-client set sshd banip 203.0.113.7')
    expect(shown).toContain('fail2ban bans the address again')
    expect(await queues.orders.getJobs()).toEqual([])
    expect(toldPrivately()).toEqual([])
  })

  it.each([
    ['somebody who is not listed', { user: 'U3' }, 'Eve (U3) is not listed'],
    ['a guest', { user: 'UGUEST' }, 'guests'],
    ['a stranger', { user: 'USTRANGER' }, 'only members of this workspace'],
    ['a shared channel', { channel: 'CSHARED' }, 'shared with another organisation'],
    ['a channel that Slack does not explain', { channel: 'CPRIVATE' }, 'did not tell whether this channel is shared'],
  ])('is refused to %s, in private', async (_case, who, because) => {
    await bot.click('offer:0', await offered(), who)
    await eventually(() => expect(toldPrivately()).toHaveLength(1))
    expect(toldPrivately()[0]).toEqual({ response_type: 'ephemeral', text: expect.stringContaining(because) })
    expect(slack.called('views.open')).toEqual([])
  })

  it('says that an unknown or expired button has expired', async () => {
    await bot.click('offer:0', 'no-such-offer')
    await eventually(() =>
      expect(toldPrivately()).toEqual([{ response_type: 'ephemeral', text: expect.stringContaining('has expired') }]),
    )
  })

  it('says that a button of another version does nothing', async () => {
    await bot.click('approve_v0', 'x')
    await eventually(() =>
      expect(toldPrivately()).toEqual([
        { response_type: 'ephemeral', text: expect.stringContaining('another version') },
      ]),
    )
  })

  it('says so when Slack opens no preview any more', async () => {
    slack.answer('views.open', () => refusal('expired_trigger_id'))
    await bot.click('offer:0', await offered())
    await eventually(() =>
      expect(toldPrivately()).toEqual([
        { response_type: 'ephemeral', text: expect.stringContaining('press the button again') },
      ]),
    )
  })

  it('is answered by an ephemeral message when the reply address is dead', async () => {
    slack.answer('response_url', () => ({ status: 404, body: {} }))
    await bot.click('offer:0', 'no-such-offer')
    await eventually(() =>
      expect(slack.called('chat.postEphemeral')).toEqual([expect.objectContaining({ channel: 'C1', user: 'U1' })]),
    )
    slack.answer('response_url', () => ok())
  })

  it('is answered while the queue is away', async () => {
    const lost = await startTestBot(slack, away)
    await lost.click('offer:0', 'some-offer')
    await eventually(() =>
      expect(toldPrivately()).toEqual([
        { response_type: 'ephemeral', text: expect.stringContaining('cannot reach my queue') },
      ]),
    )
    await lost.close()
  })
})

describe('the submission of a preview', () => {
  it('sends one signed order that expires, and tells the thread who ordered what', async () => {
    await signIn(redis, 'bastion-a', workerNote('worker-1', { keyIds: [keys.signer.keyId] }))
    const offer = offerOf()
    expect(await bot.submit(aboutOffer(await offered(offer)))).toEqual({ status: 200, text: '' })
    const [job] = await queues.orders.getJobs()
    const verified = keys.verifier.verify(job?.data, new Date())
    expect(verified).toMatchObject({
      accepted: true,
      order: {
        runId: offer.runId,
        host: 'web-01',
        remedy: 'fail2ban-unban',
        direction: 'do',
        requestedBy: { id: 'U1' },
      },
    })
    const { order } = verified as Extract<typeof verified, { accepted: true }>
    expect(Date.parse(order.expiresAt) - Date.parse(order.issuedAt)).toBe(300_000)
    const told = await threadStore(redis).replyAt(offer.runId, 0)
    expect(told).toEqual({ kind: 'note', text: 'Ada ordered “Unban 203.0.113.7” on web-01: it is under way.' })
  })

  it('lets one of two win, and tells the other who was faster', async () => {
    const about = aboutOffer(await offered())
    const answers = await Promise.all([bot.submit(about, 'U1'), bot.submit(about, 'U2')])
    expect(await queues.orders.getJobs()).toHaveLength(1)
    const lost = answers.filter(({ text }) => text !== '').map(({ text }) => JSON.parse(text))
    expect(lost).toEqual([expect.objectContaining({ response_action: 'update' })])
    expect(JSON.stringify(lost)).toMatch(/(Ada|Bob) was faster/)
  })

  it('tells who submits twice that it was ordered, and orders once', async () => {
    const about = aboutOffer(await offered())
    await bot.submit(about)
    expect((await bot.submit(about)).text).toContain('This was ordered already')
    expect(await queues.orders.getJobs()).toHaveLength(1)
  })

  it('asks the policy again, whoever opened the preview', async () => {
    const about = aboutOffer(await offered())
    expect((await bot.submit(about, 'U3')).text).toContain('not listed')
    expect(await queues.orders.getJobs()).toEqual([])
  })

  it('says that an offer has expired', async () => {
    expect((await bot.submit(aboutOffer('no-such-offer'))).text).toContain('has expired')
  })
})

describe('"Check again"', () => {
  it('asks the same question from the vantage that its label names', async () => {
    const elsewhere = openQueue(checkQueue('bastion-b'), redis)
    const offerId = await desk.remember(offerOf({ remedy: 'check', vantage: 'bastion-b', args: {}, evidence: '' }))
    await bot.click('recheck:1', offerId)
    await eventually(async () => expect(await elsewhere.getJobs()).toHaveLength(1))
    await eventually(() =>
      expect(toldPrivately()).toEqual([
        expect.objectContaining({ text: expect.stringContaining('Checking web-01 again from bastion-b') }),
      ]),
    )
    expect(await queues.checks.getJobs()).toEqual([])
    await elsewhere.obliterate({ force: true })
    await elsewhere.close()
  })

  it('asks the same question in the same thread, once', async () => {
    slack.answer('chat.postMessage', () => ok({ ts: '1700000000.000009' }))
    await bot.poster.postHead({ channel: 'C1' }, 'run-r', {
      state: 'done',
      asked: { ...asked, port: 2222 },
      diagnosed: bannedRun,
    })
    const [{ blocks } = {}] = slack.called('chat.postMessage')
    const value = /"action_id":"recheck:0".*?"value":"([^"]+)"/.exec(JSON.stringify(blocks))?.[1] ?? ''
    await bot.click('recheck:0', value, { user: 'U3', trigger: 'T-again' })
    await bot.click('recheck:0', value, { user: 'U3', trigger: 'T-again' })
    await bot.click('recheck:0', 'no-such-offer', { user: 'U3', trigger: 'T-other' })
    await eventually(() => expect(toldPrivately()).toHaveLength(2))
    expect(
      toldPrivately()
        .map(({ text }) => String(text).slice(0, 20))
        .sort(),
    ).toEqual(['Checking web-01 agai', 'This button has expi'])
    const jobs = await queues.checks.getJobs()
    expect(jobs.map(({ data }) => data)).toEqual([
      expect.objectContaining({
        host: 'web-01',
        client: '203.0.113.7',
        user: 'deploy',
        port: 2222,
        requestedBy: { id: 'U3', name: 'Eve' },
      }),
    ])
    const thread = await threadStore(redis).read(jobs[0]?.data.runId)
    expect(thread?.place).toEqual({ channel: 'C1', threadTs: '1700000000.000001' })
  })
})

describe('the undo of a fix', () => {
  it('goes the same way: a button, a preview, an order', async () => {
    await bot.poster.postReply({ channel: 'C1' }, '1.1', 'run-u', { kind: 'action', action: unbanned }, 0)
    const [{ blocks } = {}] = slack.called('chat.postMessage')
    const value = /"action_id":"offer:0".*?"value":"([^"]+)"/.exec(JSON.stringify(blocks))?.[1] ?? ''
    await bot.click('offer:0', value)
    await eventually(() => expect(slack.called('views.open')).toHaveLength(1))
    await bot.submit(aboutOffer(value))
    const [job] = await queues.orders.getJobs()
    expect(keys.verifier.verify(job?.data, new Date())).toMatchObject({
      order: { direction: 'undo', vantage: 'bastion-a' },
    })
  })
})
