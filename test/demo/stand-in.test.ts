import { WebClient } from '@slack/web-api'
import { describe, expect, it, onTestFinished } from 'vitest'
import { type StandInOptions, startSlackStandIn } from '../../src/demo/slack/stand-in.ts'
import { createTickets } from '../../src/demo/slack/tickets.ts'
import { TEAM } from '../../src/demo/slack/workspace.ts'

const OPS = 'C0OPS'
const ANA = { id: 'U0ANA', name: 'Ana', teamId: TEAM.id }
const TOKENS = { bot: 'xoxb-test', app: 'xapp-test' }

async function slack(more: Partial<StandInOptions> = {}) {
  const standIn = await startSlackStandIn({
    people: [ANA, { id: 'U0EVE', name: 'Eve', teamId: 'T0OTHER', stranger: true }],
    channels: [
      { id: OPS, name: 'ops', botIsIn: true },
      { id: 'C0OUT', name: 'out', botIsIn: false },
      { id: 'C0OLD', name: 'old', botIsIn: true, archived: true },
    ],
    tokens: TOKENS,
    scopes: ['chat:write', 'users:read', 'channels:read'],
    ...more,
  })
  onTestFinished(standIn.close)
  const clientWith = (token: string) =>
    new WebClient(token, { slackApiUrl: standIn.apiUrl, retryConfig: { retries: 0 }, rejectRateLimitedCalls: true })
  return { standIn, client: clientWith(TOKENS.bot), clientWith }
}

const refusal = (call: Promise<unknown>) =>
  call.then(
    () => 'accepted',
    (error) => error.data?.error ?? error.code,
  )
const section = (text: string) => ({ type: 'section', text: { type: 'plain_text', text } })
const buttons = (count: number, id = (index: number) => `b:${index}`) => ({
  type: 'actions',
  elements: Array.from({ length: count }, (_, index) => ({
    type: 'button',
    action_id: id(index),
    text: { type: 'plain_text', text: 'Go' },
  })),
})

describe('the stand-in refuses what Slack refuses', () => {
  it.each([
    ['a channel that is not there', 'C0NONE', { text: 'x' }, 'channel_not_found'],
    ['a channel that the bot is not in', 'C0OUT', { text: 'x' }, 'not_in_channel'],
    ['an archived channel', 'C0OLD', { text: 'x' }, 'is_archived'],
    ['nothing to say', OPS, {}, 'no_text'],
    ['a text that is too long', OPS, { text: 'x'.repeat(40_001) }, 'msg_too_long'],
    ['a thread that is not there', OPS, { text: 'x', thread_ts: '1.000001' }, 'thread_not_found'],
    ['an argument that does not exist', OPS, { text: 'x', colour: 'red' }, 'invalid_arguments'],
    ['51 blocks', OPS, { text: 'x', blocks: Array.from({ length: 51 }, () => section('x')) }, 'invalid_blocks'],
    ['a section that is too long', OPS, { text: 'x', blocks: [section('x'.repeat(3_001))] }, 'invalid_blocks'],
    ['an empty text', OPS, { text: 'x', blocks: [section('')] }, 'invalid_blocks'],
    [
      'a block type that Slack does not have',
      OPS,
      { text: 'x', blocks: [{ type: 'table_of_lies' }] },
      'invalid_blocks',
    ],
    ['a modal’s block in a message', OPS, { text: 'x', blocks: [{ type: 'input' }] }, 'invalid_blocks'],
    ['26 buttons', OPS, { text: 'x', blocks: [buttons(26)] }, 'invalid_blocks'],
    ['two buttons with one id', OPS, { text: 'x', blocks: [buttons(2, () => 'same')] }, 'invalid_blocks'],
    [
      'two blocks with one id',
      OPS,
      { text: 'x', blocks: [1, 2].map(() => ({ ...section('x'), block_id: 'same' })) },
      'invalid_blocks',
    ],
    [
      'what the demo’s page cannot draw',
      OPS,
      { text: 'x', blocks: [{ ...section('x'), accessory: buttons(1).elements[0] }] },
      'invalid_blocks',
    ],
    [
      'blocks that are too long together',
      OPS,
      { text: 'x', blocks: Array.from({ length: 6 }, () => section('x'.repeat(2_500))) },
      'msg_blocks_too_long',
    ],
  ])('%s', async (_name, channel, message, error) => {
    const { client, standIn } = await slack()
    expect(await refusal(client.apiCall('chat.postMessage', { channel, ...message }))).toBe(error)
    expect(standIn.workspace.messages).toEqual([])
  })

  it('a wrong token, a missing scope, a method that nobody knows', async () => {
    const { client, clientWith } = await slack({ scopes: ['chat:write'] })
    expect(await refusal(clientWith('xoxb-wrong').auth.test())).toBe('invalid_auth')
    expect(await refusal(clientWith(TOKENS.app).auth.test())).toBe('not_allowed_token_type')
    expect(await refusal(client.users.info({ user: ANA.id }))).toBe('missing_scope')
    expect(await refusal(client.apiCall('chat.shout', {}))).toBe('unknown_method')
  })

  it('an edit of what is not there, or not the bot’s', async () => {
    const { client, standIn } = await slack()
    expect(await refusal(client.chat.update({ channel: OPS, ts: '1.000001', text: 'x' }))).toBe('message_not_found')
    await standIn.type(ANA.id, OPS, 'hello')
    const [hello] = standIn.workspace.messages
    expect(await refusal(client.chat.update({ channel: OPS, ts: hello?.ts ?? '', text: 'x' }))).toBe(
      'cant_update_message',
    )
  })

  it('trigger ids that are unknown, used or older than three seconds', () => {
    let now = 1_000_000
    const tickets = createTickets(() => now)
    const [used, old] = [tickets.trigger(ANA.id), tickets.trigger(ANA.id)]
    expect(tickets.takeTrigger('made-up')).toEqual({ refused: 'invalid_trigger_id' })
    expect(tickets.takeTrigger(used)).toEqual({ user: ANA.id })
    expect(tickets.takeTrigger(used)).toEqual({ refused: 'exchanged_trigger_id' })
    now += 3_001
    expect(tickets.takeTrigger(old)).toEqual({ refused: 'expired_trigger_id' })
  })

  it('a response address after five uses or half an hour', () => {
    let now = 1_000_000
    const tickets = createTickets(() => now)
    const [often, late] = [tickets.response(ANA.id, OPS), tickets.response(ANA.id, OPS)]
    for (let use = 0; use < 5; use++) expect(tickets.takeResponse(often)).toMatchObject({ channel: OPS })
    expect(tickets.takeResponse(often)).toEqual({ refused: 'used_url' })
    now += 30 * 60_000 + 1
    expect(tickets.takeResponse(late)).toEqual({ refused: 'expired_url' })
  })
})

describe('the stand-in counts calls as Slack does', () => {
  it('a burst of messages in a channel, then one a second; other channels have their own', async () => {
    let now = 1_700_000_000_000
    const channels = ['C1', 'C2'].map((id) => ({ id, name: id, botIsIn: true }))
    const { client, standIn } = await slack({ now: () => now, channels })
    const post = (channel: string) => client.chat.postMessage({ channel, text: 'x' })
    for (let count = 0; count < 25; count++) await post('C1')
    expect(await post('C1').catch((error) => error.retryAfter)).toBe(1)
    expect(standIn.workspace.messages).toHaveLength(25)
    await post('C2')
    now += 1_000
    await post('C1')
    expect(await refusal(post('C1'))).toBe('slack_webapi_rate_limited_error')
  })

  it.each([
    ['chat.update', 50, { channel: OPS, ts: '1.000001', text: 'x' }, 2],
    ['usergroups.users.list', 20, { usergroup: 'S1' }, 3],
    ['users.info', 100, { user: ANA.id }, 1],
    ['views.open', 100, { trigger_id: 'x', view: {} }, 1],
  ])('%s %i times a minute', async (method, times, args, retryAfter) => {
    const { client } = await slack({
      now: () => 1_700_000_000_000,
      scopes: ['chat:write', 'users:read', 'usergroups:read'],
    })
    for (let count = 0; count < times; count++) await refusal(client.apiCall(method, args))
    expect(await client.apiCall(method, args).catch((error) => error.retryAfter)).toBe(retryAfter)
  })
})

describe('the stand-in has bad days on demand', () => {
  it('429 with Retry-After, and nothing is posted', async () => {
    const { client, standIn } = await slack()
    standIn.faults.add({ method: 'chat.postMessage', status: 429, retryAfter: 7 })
    const error = await client.chat.postMessage({ channel: OPS, text: 'x' }).catch((one) => one)
    expect(error.retryAfter).toBe(7)
    expect(standIn.workspace.messages).toEqual([])
  })

  it('503 after the message was accepted', async () => {
    const { client, standIn } = await slack()
    standIn.faults.add({ status: 503, afterAccepting: true })
    await expect(client.chat.postMessage({ channel: OPS, text: 'x' })).rejects.toThrow()
    expect(standIn.workspace.messages).toHaveLength(1)
  })

  it('an app that does not answer is told to the person', async () => {
    const { standIn } = await slack({ http: { requestUrl: 'http://127.0.0.1:9/slack/events', signingSecret: 'x' } })
    await standIn.type(ANA.id, OPS, '/ssh-check web-01')
    expect(standIn.workspace.messages).toMatchObject([
      { onlyFor: ANA.id, text: expect.stringContaining('operation_timeout') },
    ])
  })
})

describe('who people are', () => {
  it('strangers are told apart from members', async () => {
    const { client } = await slack()
    expect((await client.users.info({ user: 'U0EVE' })).user).toMatchObject({ is_stranger: true, team_id: 'T0OTHER' })
  })
})
