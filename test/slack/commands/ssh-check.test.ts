import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { checkQueue, openQueue } from '../../../src/queue/queues.ts'
import { createDesk } from '../../../src/queue/redis-desk.ts'
import { threadStore } from '../../../src/store/threads.ts'
import { sharedRedis } from '../../support/redis.ts'
import { startTestBot, type TestBot } from '../bot.ts'
import { refusal, type SlackServer, startSlackServer } from '../slack-server.ts'

const { redis, url } = await sharedRedis()
const desk = createDesk({ redisUrl: url })
const away = createDesk({ redisUrl: 'redis://127.0.0.1:1' })
const queues = { checks: openQueue(checkQueue('bastion-a'), redis) }
let slack: SlackServer
let bot: TestBot

beforeAll(async () => {
  slack = await startSlackServer()
  bot = await startTestBot(slack, desk)
})
afterAll(async () => {
  await bot.close()
  await slack.close()
  await Promise.all([desk.close(), away.close(), queues.checks.close()])
})
beforeEach(() => queues.checks.obliterate({ force: true }))

describe('/ssh-check', () => {
  it('queues the check before it acknowledges, without a word', async () => {
    expect(await bot.command('web-01 from 203.0.113.7 as deploy')).toEqual({ status: 200, text: '' })
    const [job] = await queues.checks.getJobs()
    expect(job?.data).toMatchObject({
      host: 'web-01',
      client: '203.0.113.7',
      user: 'deploy',
      requestedBy: { id: 'U1', name: 'Ada' },
    })
    expect(await threadStore(redis).read(job?.data.runId)).toMatchObject({
      place: { channel: 'C1' },
      head: { state: 'queued', waiting: expect.stringContaining('bastion-a') },
    })
  })

  it('checks once when Slack delivers the command again', async () => {
    await bot.command('web-01', { trigger_id: 'again' })
    await bot.command('web-01', { trigger_id: 'again' })
    expect(await queues.checks.getJobs()).toHaveLength(1)
  })

  it.each([
    ['a typing error', 'wbe-01', {}, 'Did you mean `web-01`?'],
    ['a bad address', 'web-01 from me', {}, '“me” is not an IP address'],
    ['hostile words', '&lt;!channel&gt;', {}, '“&lt;!channel&gt;”'],
    ['a guest', 'web-01', { user_id: 'UGUEST' }, 'guests may not use ssh-medic'],
    ['a stranger', 'web-01', { user_id: 'USTRANGER' }, 'only members of this workspace'],
    ['nobody Slack knows', 'web-01', { user_id: 'UNONE' }, 'user_not_found'],
    ['a channel without the bot', 'web-01', { channel_id: 'CELSEWHERE' }, '/invite @ssh-medic'],
    ['a private channel without the bot', 'web-01', { channel_id: 'CPRIVATE' }, '/invite @ssh-medic'],
    ['help', 'help', {}, 'You may also fix'],
    ['hosts', 'hosts', {}, '`db-01` `web-01`'],
    ['a history', 'history web-01', {}, 'was not checked in the last seven days'],
    ['the history of nothing', 'history wbe-01', {}, 'Did you mean `web-01`?'],
    ['a guest who asks for hosts', 'hosts', { user_id: 'UGUEST' }, 'guests may not use ssh-medic'],
    ['a guest who gives an address', 'me 203.0.113.7', { user_id: 'UGUEST' }, 'guests may not use ssh-medic'],
  ])('answers %s only to the person, and queues nothing', async (_case, text, more, answer) => {
    const ack = await bot.command(text, more)
    expect(JSON.parse(ack.text)).toMatchObject({ response_type: 'ephemeral', text: expect.stringContaining(answer) })
    expect(await queues.checks.getJobs()).toEqual([])
  })

  it('without a word opens a form, and says what to do when Slack opens it no more', async () => {
    expect(await bot.command('')).toEqual({ status: 200, text: '' })
    expect(slack.called('views.open')).toMatchObject([{ view: { callback_id: 'check-form' } }])
    slack.answer('views.open', () => refusal('expired_trigger_id'))
    expect((await bot.command('')).text).toContain('took too long for Slack to show you the form')
    // Delivered again: the form of the first delivery stands there.
    slack.answer('views.open', () => refusal('exchanged_trigger_id'))
    expect(await bot.command('')).toEqual({ status: 200, text: '' })
  })

  it('does not advertise fixes to who may not fix', async () => {
    expect((await bot.command('help', { user_id: 'U3' })).text).not.toContain('fix')
  })

  it('says within a second that the queue is away', async () => {
    const lost = await startTestBot(slack, away)
    const begunMs = Date.now()
    const ack = await lost.command('web-01')
    expect(Date.now() - begunMs).toBeLessThan(1_900)
    expect(ack.text).toContain('I cannot reach my queue')
    await lost.close()
  })
})
