import type { Case, World } from './contract-worlds.ts'

const section = (text: string) => ({ type: 'section', text: { type: 'mrkdwn', text } })
const posted = async ({ call, ids }: World) => (await call('chat.postMessage', { channel: ids.ops, text: 'x' })).ts

export const MESSAGE_CASES: Case[] = [
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
]

export const PLACE_CASES: Case[] = [
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
]
