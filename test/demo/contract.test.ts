import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Answer, emulateWorld, standInWorld, TOKENS, type World } from './contract-worlds.ts'

/**
 * The calls that the bot makes, asked of the stand-in and of an independent local Web API (emulate). Where the two differ
 * the case says so, and what Slack’s own documents say.
 */
let ours: World
let theirs: World
let fewScopes: World

beforeAll(async () => {
  ;[ours, theirs, fewScopes] = await Promise.all([standInWorld(), emulateWorld(), standInWorld([])])
})
afterAll(() => Promise.all([ours, theirs, fewScopes].map((world) => world?.close())))

const section = (text: string) => ({ type: 'section', text: { type: 'mrkdwn', text } })
const modal = (more: object = {}) => ({
  type: 'modal',
  title: { type: 'plain_text', text: 'Fix' },
  callback_id: 'carry-out',
  private_metadata: 'x',
  blocks: [section('It runs')],
  ...more,
})
const home = (more: object = {}) => ({ type: 'home', blocks: [section('All is well')], ...more })

interface Case {
  name: string
  method: string
  args: (world: World) => object | Promise<object>
  /** What both answer: `ok`, or the name of the error. */
  says: string
  /** The fields of a good answer that the bot reads, by their paths. */
  read?: string[]
  /** What emulate says instead, and why the stand-in is right. */
  elsewhere?: { says: string; because: string }
}

const said = ({ ok, error }: Answer) => (ok ? 'ok' : error)
const posted = async ({ call, ids }: World) => (await call('chat.postMessage', { channel: ids.ops, text: 'x' })).ts
const opened = async ({ call, trigger }: World) =>
  ((await call('views.open', { trigger_id: await trigger(), view: modal() })).view as { id: string }).id

const CASES: Case[] = [
  { name: 'who the bot is', method: 'auth.test', args: () => ({}), says: 'ok', read: ['team_id', 'user', 'user_id'] },
  ...[
    { name: 'a text', args: { text: 'x' } },
    { name: 'a text and blocks', args: { text: 'x', blocks: [section('x')] } },
    { name: 'blocks alone', args: { blocks: [section('x')] } },
    { name: 'flags of unfurling', args: { text: 'x', unfurl_links: 'false', unfurl_media: 'false' } },
  ].map(({ name, args }) => ({
    ...{ name: `posting ${name}`, method: 'chat.postMessage', says: 'ok' },
    args: ({ ids }: World) => ({ channel: ids.ops, ...args }),
    read: ['ts', 'channel', 'message.text', 'message.ts'],
  })),
  {
    name: 'posting into a thread',
    method: 'chat.postMessage',
    args: async (world) => ({ channel: world.ids.ops, text: 'x', thread_ts: await posted(world) }),
    says: 'ok',
    read: ['ts', 'message.thread_ts'],
  },
  {
    name: 'posting to a person',
    method: 'chat.postMessage',
    args: ({ ids }) => ({ channel: ids.ana, text: 'x' }),
    says: 'ok',
    read: ['ts'],
  },
  {
    name: 'posting nothing',
    method: 'chat.postMessage',
    args: ({ ids }) => ({ channel: ids.ops }),
    says: 'no_text',
  },
  {
    name: 'posting where there is no channel',
    method: 'chat.postMessage',
    args: () => ({ channel: 'C0NOBODY', text: 'x' }),
    says: 'channel_not_found',
  },
  {
    name: 'posting where the bot is not',
    method: 'chat.postMessage',
    args: ({ ids }) => ({ channel: ids.elsewhere, text: 'x' }),
    says: 'not_in_channel',
  },
  {
    name: 'posting into an archived channel',
    method: 'chat.postMessage',
    args: ({ ids }) => ({ channel: ids.archived, text: 'x' }),
    says: 'is_archived',
  },
  {
    name: 'posting blocks that are none',
    method: 'chat.postMessage',
    args: ({ ids }) => ({ channel: ids.ops, text: 'x', blocks: '{"type":"section"}' }),
    says: 'invalid_blocks',
  },
  {
    name: 'posting a block that Slack does not have',
    method: 'chat.postMessage',
    args: ({ ids }) => ({ channel: ids.ops, text: 'x', blocks: [{ type: 'table_of_lies' }] }),
    says: 'invalid_blocks',
    elsewhere: { says: 'ok', because: 'emulate keeps blocks as they come; Slack checks every field of them' },
  },
  {
    name: 'posting a text of more than 40,000 characters',
    method: 'chat.postMessage',
    args: ({ ids }) => ({ channel: ids.ops, text: 'x'.repeat(40_001) }),
    says: 'msg_too_long',
    elsewhere: { says: 'ok', because: 'Slack cuts such a text or refuses it; a report must never be cut unseen' },
  },
  {
    name: 'posting into a thread that is not there',
    method: 'chat.postMessage',
    args: ({ ids }) => ({ channel: ids.ops, text: 'x', thread_ts: '1.000001' }),
    says: 'thread_not_found',
    elsewhere: { says: 'ok', because: 'Slack may take such a message and show it nowhere (python-slack-sdk#840)' },
  },
  {
    name: 'posting with an argument that Slack does not have',
    method: 'chat.postMessage',
    args: ({ ids }) => ({ channel: ids.ops, text: 'x', colour: 'red' }),
    says: 'invalid_arguments',
    elsewhere: { says: 'ok', because: 'Slack ignores it too: to the bot it is a slip of the pen' },
  },
  {
    name: 'editing a message',
    method: 'chat.update',
    args: async (world) => ({ channel: world.ids.ops, ts: await posted(world), text: 'y', blocks: [section('y')] }),
    says: 'ok',
    read: ['ts', 'channel', 'text'],
  },
  {
    name: 'editing a message that is not there',
    method: 'chat.update',
    args: ({ ids }) => ({ channel: ids.ops, ts: '1.000001', text: 'y' }),
    says: 'message_not_found',
  },
  {
    name: 'editing what somebody else wrote',
    method: 'chat.update',
    args: async (world) => ({ channel: world.ids.ops, ts: await world.hers(), text: 'y' }),
    says: 'cant_update_message',
  },
  {
    name: 'editing to nothing',
    method: 'chat.update',
    args: async (world) => ({ channel: world.ids.ops, ts: await posted(world) }),
    says: 'no_text',
  },
  {
    name: 'editing where there is no channel',
    method: 'chat.update',
    args: () => ({ channel: 'C0NOBODY', ts: '1.000001', text: 'y' }),
    says: 'channel_not_found',
    elsewhere: { says: 'message_not_found', because: 'chat.update lists channel_not_found for it' },
  },
  {
    name: 'editing in an archived channel',
    method: 'chat.update',
    args: ({ ids }) => ({ channel: ids.archived, ts: '1.000001', text: 'y' }),
    says: 'is_inactive',
    elsewhere: { says: 'message_not_found', because: 'chat.update lists is_inactive for frozen and archived channels' },
  },
  {
    name: 'telling one person',
    method: 'chat.postEphemeral',
    args: ({ ids }) => ({ channel: ids.ops, user: ids.ana, text: 'x' }),
    says: 'ok',
    read: ['message_ts'],
  },
  {
    name: 'telling nobody in particular',
    method: 'chat.postEphemeral',
    args: ({ ids }) => ({ channel: ids.ops, text: 'x' }),
    says: 'invalid_arguments',
    elsewhere: { says: 'user_not_found', because: 'Slack calls a missing required argument invalid_arguments' },
  },
  {
    name: 'telling somebody who is not there',
    method: 'chat.postEphemeral',
    args: ({ ids }) => ({ channel: ids.ops, user: 'U0NOBODY', text: 'x' }),
    says: 'user_not_in_channel',
    elsewhere: {
      says: 'user_not_found',
      because: 'chat.postEphemeral lists user_not_in_channel, and no user_not_found',
    },
  },
  {
    name: 'telling somebody nothing',
    method: 'chat.postEphemeral',
    args: ({ ids }) => ({ channel: ids.ops, user: ids.ana }),
    says: 'no_text',
  },
  {
    name: 'asking who somebody is',
    method: 'users.info',
    args: ({ ids }) => ({ user: ids.ana }),
    says: 'ok',
    read: ['user.team_id', 'user.is_bot', 'user.deleted', 'user.name', 'user.real_name', 'user.profile.display_name'],
  },
  { name: 'asking who nobody is', method: 'users.info', args: () => ({ user: 'U0NOBODY' }), says: 'user_not_found' },
  { name: 'asking who, of nobody', method: 'users.info', args: () => ({}), says: 'user_not_found' },
  {
    name: 'asking about a channel',
    method: 'conversations.info',
    args: ({ ids }) => ({ channel: ids.ops }),
    says: 'ok',
    read: ['channel.id', 'channel.name', 'channel.is_member', 'channel.is_archived'],
  },
  {
    name: 'asking about no channel',
    method: 'conversations.info',
    args: () => ({ channel: 'C0NOBODY' }),
    says: 'channel_not_found',
  },
  ...(['usergroups.list', 'usergroups.users.list'] as const).map((method) => ({
    ...{ name: `asking ${method} about a group that is not there`, method },
    args: () => ({ usergroup: 'S0NOBODY' }),
    says: method === 'usergroups.list' ? 'ok' : 'no_such_subteam',
    elsewhere: { says: 'nothing', because: 'emulate has no user groups' },
  })),
  {
    name: 'opening a dialog',
    method: 'views.open',
    args: async (world) => ({ trigger_id: await world.trigger(), view: modal() }),
    says: 'ok',
    read: ['view.id', 'view.type', 'view.hash', 'view.callback_id', 'view.private_metadata'],
  },
  {
    name: 'opening a dialog without a trigger',
    method: 'views.open',
    args: () => ({ trigger_id: 'made-up', view: modal() }),
    says: 'invalid_trigger_id',
  },
  {
    name: 'opening a dialog with a used trigger',
    method: 'views.open',
    args: async ({ call, trigger }) => {
      const args = { trigger_id: await trigger(), view: modal() }
      await call('views.open', args)
      return args
    },
    says: 'exchanged_trigger_id',
  },
  {
    name: 'opening what is no dialog',
    method: 'views.open',
    args: async (world) => ({ trigger_id: await world.trigger(), view: home() }),
    says: 'invalid_arguments',
    elsewhere: { says: 'invalid_view', because: 'views.open lists invalid_arguments, and no invalid_view' },
  },
  {
    name: 'changing a dialog',
    method: 'views.update',
    args: async (world) => ({ view_id: await opened(world), view: modal() }),
    says: 'ok',
    read: ['view.id', 'view.hash'],
  },
  {
    name: 'changing a dialog that is not there',
    method: 'views.update',
    args: () => ({ view_id: 'V0NOBODY', view: modal() }),
    says: 'not_found',
  },
  {
    name: 'changing a dialog that was changed meanwhile',
    method: 'views.update',
    args: async (world) => ({ view_id: await opened(world), hash: '1.old', view: modal() }),
    says: 'hash_conflict',
  },
  {
    name: 'publishing a Home tab',
    method: 'views.publish',
    args: ({ ids }) => ({ user_id: ids.ana, view: home() }),
    says: 'ok',
    read: ['view.id', 'view.type', 'view.hash'],
  },
  {
    name: 'publishing a Home tab over another',
    method: 'views.publish',
    args: async ({ call, ids }) => {
      await call('views.publish', { user_id: ids.ana, view: home() })
      return { user_id: ids.ana, hash: '1.old', view: home() }
    },
    says: 'hash_conflict',
  },
  {
    name: 'publishing a Home tab for nobody',
    method: 'views.publish',
    args: () => ({ user_id: 'U0NOBODY', view: home() }),
    says: 'invalid_arguments',
    elsewhere: {
      says: 'user_not_found',
      because: 'views.publish’s own example says invalid_arguments: invalid `user_id`',
    },
  },
  {
    name: 'publishing a dialog as a Home tab',
    method: 'views.publish',
    args: ({ ids }) => ({ user_id: ids.ana, view: modal() }),
    says: 'invalid_arguments',
    elsewhere: { says: 'invalid_view', because: 'views.publish lists invalid_arguments, and no invalid_view' },
  },
]

describe('the stand-in answers as an independent Web API does', () => {
  it.each(CASES)('$name', async ({ method, args, says, read = [], elsewhere }) => {
    const mine = await ours.call(method, { ...(await args(ours)) })
    const other = await theirs.call(method, { ...(await args(theirs)) })
    expect(said(mine)).toBe(says)
    expect(said(other)).toBe(elsewhere?.says ?? says)
    if (elsewhere) return
    for (const path of read) expect([path, kindAt(mine, path)]).toEqual([path, kindAt(other, path)])
    for (const path of read) expect([path, kindAt(mine, path)]).not.toEqual([path, 'undefined'])
  })

  it.each([
    ['without a token', '', 'not_authed', 'not_authed'],
    // emulate takes any token for a person’s.
    ['with a token of nobody', 'xoxb-nobody', 'invalid_auth', 'ok'],
  ])('%s', async (_name, token, mine, other) => {
    expect(said(await ours.call('users.info', { user: ours.ids.ana }, token))).toBe(mine)
    expect(said(await theirs.call('auth.test', {}, token))).toBe(other)
  })

  it.each([
    ['chat.postMessage', 'chat:write'],
    ['chat.update', 'chat:write'],
    ['chat.postEphemeral', 'chat:write'],
    ['users.info', 'users:read'],
  ])('%s without its scope', async (method, needed) => {
    const mine = await fewScopes.call(method, {})
    const other = await theirs.call(method, {}, TOKENS.few)
    expect(mine).toMatchObject({ ok: false, error: 'missing_scope', needed, provided: '' })
    expect(other).toMatchObject({ ok: false, error: 'missing_scope', needed, provided: '' })
  })
})

function kindAt(answer: unknown, path: string): string {
  const value = path
    .split('.')
    .reduce<unknown>((inner, key) => (inner as Record<string, unknown> | undefined)?.[key], answer)
  return typeof value
}
