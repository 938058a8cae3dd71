import { z } from 'zod'
import { type Answer, no } from './answer.ts'
import type { Message, Workspace } from './workspace.ts'

const asked = z.strictObject({
  channel: z.string(),
  ts: z.string().optional(),
  oldest: z.coerce.number().default(0),
  limit: z.coerce.number().int().min(1).max(999).default(100),
  cursor: z.string().optional(),
  include_all_metadata: z.union([z.boolean(), z.stringbool()]).default(false),
})

/** The messages of a channel, newest first; those within threads are not among them. */
export function channelHistory(workspace: Workspace, given: Record<string, unknown>): Answer {
  const parsed = asked.omit({ ts: true }).safeParse(given)
  if (!parsed.success) return no('invalid_arguments', z.prettifyError(parsed.error))
  const { channel } = parsed.data
  if (!workspace.channel(channel)) return no('channel_not_found')
  if (!workspace.channel(channel)?.botIsIn) return no('not_in_channel')
  const all = workspace.messages.filter((one) => one.channel === channel && one.threadTs === undefined)
  return pageOf(all.toReversed(), parsed.data)
}

/** The messages of a thread, oldest first, with the one that it hangs under. */
export function threadReplies(workspace: Workspace, given: Record<string, unknown>): Answer {
  const parsed = asked.required({ ts: true }).safeParse(given)
  if (!parsed.success) return no('invalid_arguments', z.prettifyError(parsed.error))
  const { channel, ts } = parsed.data
  if (!workspace.channel(channel)) return no('channel_not_found')
  if (!workspace.channel(channel)?.botIsIn) return no('not_in_channel')
  if (!workspace.message(channel, ts)) return no('thread_not_found')
  const all = workspace.messages.filter((one) => one.channel === channel && (one.ts === ts || one.threadTs === ts))
  return pageOf(all, parsed.data)
}

type Asked = Omit<z.infer<typeof asked>, 'ts'>

function pageOf(all: readonly Message[], { oldest, limit, cursor, include_all_metadata: withMetadata }: Asked): Answer {
  const visible = all.filter(({ ts, onlyFor }) => onlyFor === undefined && Number(ts) > oldest)
  const from = cursor === undefined ? 0 : visible.findIndex(({ ts }) => ts === cursor)
  if (from < 0) return no('invalid_cursor')
  const next = visible[from + limit]
  const messages = visible.slice(from, from + limit).map((one) => ({
    ...{ type: 'message', ts: one.ts, user: one.user, text: one.text, blocks: one.blocks },
    ...(one.threadTs !== undefined && { thread_ts: one.threadTs }),
    ...(withMetadata && one.metadata !== undefined && { metadata: one.metadata }),
  }))
  return {
    ...{ ok: true, messages, has_more: next !== undefined },
    response_metadata: { next_cursor: next?.ts ?? '' },
  }
}
