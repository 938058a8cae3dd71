import { z } from 'zod'
import { type Answer, no } from './answer.ts'
import { judgeBlocks } from './blocks.ts'
import { completeError, completeSuccess } from './executions.ts'
import { completeUpload, uploadUrl } from './files.ts'
import { channelHistory, threadReplies } from './history.ts'
import { closedTo } from './places.ts'
import type { Tickets } from './tickets.ts'
import { openView, publishHome, updateView } from './views.ts'
import { BOT, BOT_ID, type Message, TEAM, type Workspace } from './workspace.ts'

interface Method {
  /** Any of these scopes will do. */
  scopes: string[]
  call: (args: Record<string, unknown>) => Answer
}

const MAX_TEXT = 40_000
const bit = z.union([z.boolean(), z.stringbool()]).optional()

const post = z.strictObject({
  channel: z.string(),
  text: z.string().optional(),
  blocks: z.unknown().optional(),
  thread_ts: z.string().optional(),
  reply_broadcast: bit,
  unfurl_links: bit,
  unfurl_media: bit,
  mrkdwn: bit,
  metadata: z
    .strictObject({ event_type: z.string().regex(/^\w+$/), event_payload: z.record(z.string(), z.unknown()) })
    .optional(),
})
const HISTORY = ['channels:history', 'groups:history']
const ephemeral = post.extend({ user: z.string() })
const update = z.strictObject({
  channel: z.string(),
  ts: z.string(),
  text: z.string().optional(),
  blocks: z.unknown().optional(),
  unfurl_links: bit,
  unfurl_media: bit,
})

/** The Web API methods that the bot calls, as strict as Slack's own; any other is unknown here. */
export function methodsOf(
  workspace: Workspace,
  tickets: Tickets,
  urlOfUpload: (id: string) => string,
): Record<string, Method> {
  return {
    'auth.test': {
      scopes: [],
      call: () => ({
        ok: true,
        team: TEAM.name,
        team_id: TEAM.id,
        user: BOT.name,
        user_id: BOT.id,
        bot_id: BOT_ID,
        url: 'https://demo.example/',
      }),
    },
    'users.info': { scopes: ['users:read'], call: ({ user }) => userInfo(workspace, String(user)) },
    'conversations.info': {
      scopes: ['channels:read', 'groups:read'],
      call: ({ channel }) => channelInfo(workspace, String(channel)),
    },
    'conversations.history': { scopes: HISTORY, call: (args) => channelHistory(workspace, args) },
    'conversations.replies': { scopes: HISTORY, call: (args) => threadReplies(workspace, args) },
    'chat.postMessage': { scopes: ['chat:write'], call: (args) => postMessage(workspace, args) },
    'chat.postEphemeral': { scopes: ['chat:write'], call: (args) => postEphemeral(workspace, args) },
    'chat.update': { scopes: ['chat:write'], call: (args) => updateMessage(workspace, args) },
    'usergroups.list': {
      scopes: ['usergroups:read'],
      call: () => ({ ok: true, usergroups: workspace.groups.map(({ id, handle }) => ({ id, handle, name: handle })) }),
    },
    'usergroups.users.list': {
      scopes: ['usergroups:read'],
      call: ({ usergroup }) => usersOfGroup(workspace, String(usergroup)),
    },
    'chat.getPermalink': { scopes: [], call: (args) => permalink(workspace, args) },
    'functions.completeSuccess': { scopes: [], call: (args) => completeSuccess(workspace, args) },
    'functions.completeError': { scopes: [], call: (args) => completeError(workspace, args) },
    'files.getUploadURLExternal': {
      scopes: ['files:write'],
      call: (args) => uploadUrl(workspace, urlOfUpload, args),
    },
    'files.completeUploadExternal': { scopes: ['files:write'], call: (args) => completeUpload(workspace, args) },
    'views.update': { scopes: [], call: (args) => updateView(workspace, args) },
    'views.open': { scopes: [], call: (args) => openView(workspace, tickets, args) },
    'views.publish': { scopes: [], call: (args) => publishHome(workspace, args) },
  }
}

function permalink(workspace: Workspace, { channel, message_ts: ts }: Record<string, unknown>): Answer {
  if (!workspace.channel(String(channel))) return no('channel_not_found')
  if (!workspace.message(String(channel), String(ts))) return no('message_not_found')
  return { ok: true, channel, permalink: `https://demo.example/archives/${channel}/p${String(ts).replace('.', '')}` }
}

function userInfo({ person }: Workspace, id: string): Answer {
  const user = person(id)
  if (!user) return no('user_not_found')
  return {
    ok: true,
    user: {
      ...{ id, team_id: user.teamId, name: user.name, real_name: user.name, deleted: false, is_bot: user.bot ?? false },
      ...{ is_restricted: user.guest ?? false, is_ultra_restricted: false, is_stranger: user.stranger ?? false },
      profile: { display_name: user.name },
    },
  }
}

function usersOfGroup({ groups }: Workspace, id: string): Answer {
  const group = groups.find((one) => one.id === id)
  return group ? { ok: true, users: group.users } : no('no_such_subteam')
}

function channelInfo(workspace: Workspace, id: string): Answer {
  const channel = workspace.channel(id)
  if (!channel) return no('channel_not_found')
  const shared = channel.sharedWithOthers ?? false
  return {
    ok: true,
    channel: {
      id,
      name: channel.name,
      is_member: channel.botIsIn,
      is_ext_shared: shared,
      is_archived: channel.archived ?? false,
    },
  }
}

type Content = { text: string; blocks: Message['blocks'] } | { refused: Answer }

/** What is to be shown, unless Slack would refuse it. */
export function contentOf({ text = '', blocks }: { text?: string | undefined; blocks?: unknown }): Content {
  if (text === '' && blocks === undefined) return { refused: no('no_text') }
  if (text.length > MAX_TEXT) return { refused: no('msg_too_long') }
  const judged = judgeBlocks(blocks ?? [])
  return 'error' in judged ? { refused: no(judged.error, judged.details) } : { text, blocks: judged.blocks }
}

function postMessage(workspace: Workspace, given: Record<string, unknown>): Answer {
  const parsed = post.safeParse(given)
  if (!parsed.success) return no('invalid_arguments', z.prettifyError(parsed.error))
  const { channel, thread_ts: threadTs, metadata } = parsed.data
  const closed = closedTo(workspace, channel)
  if (closed) return no(closed)
  if (threadTs !== undefined && !workspace.message(channel, threadTs)) return no('thread_not_found')
  const content = contentOf(parsed.data)
  if ('refused' in content) return content.refused
  const message = workspace.post({
    ...{ channel, user: BOT.id, ...content },
    ...(threadTs !== undefined && { threadTs }),
    ...(metadata && { metadata }),
  })
  return {
    ok: true,
    channel,
    ts: message.ts,
    message: {
      ...{ type: 'message', ts: message.ts, text: content.text, user: BOT.id },
      ...(threadTs !== undefined && { thread_ts: threadTs }),
    },
  }
}

function postEphemeral(workspace: Workspace, given: Record<string, unknown>): Answer {
  const parsed = ephemeral.safeParse(given)
  if (!parsed.success) return no('invalid_arguments', z.prettifyError(parsed.error))
  const { channel, user, thread_ts: threadTs } = parsed.data
  const closed = closedTo(workspace, channel) ?? (workspace.sees(user, channel) ? undefined : 'user_not_in_channel')
  if (closed) return no(closed)
  const content = contentOf(parsed.data)
  if ('refused' in content) return content.refused
  const message = workspace.post({
    channel,
    user: BOT.id,
    onlyFor: user,
    ...content,
    ...(threadTs !== undefined && { threadTs }),
  })
  return { ok: true, message_ts: message.ts }
}

function updateMessage(workspace: Workspace, given: Record<string, unknown>): Answer {
  const parsed = update.safeParse(given)
  if (!parsed.success) return no('invalid_arguments', z.prettifyError(parsed.error))
  const { channel, ts } = parsed.data
  const message = workspace.message(channel, ts)
  const where = workspace.channel(channel)
  if (!where) return no('channel_not_found')
  if (where.archived) return no('is_inactive')
  if (!message || message.onlyFor !== undefined) return no('message_not_found')
  if (message.user !== BOT.id) return no('cant_update_message')
  const content = contentOf(parsed.data)
  if ('refused' in content) return content.refused
  workspace.update(message, content.text, content.blocks)
  return { ok: true, channel, ts, text: content.text }
}
