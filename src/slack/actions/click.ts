import type { BlockAction, ButtonAction } from '@slack/bolt'
import type { BotContext } from '../context.ts'
import { actorOf } from '../people.ts'

/** A click on a button of a message, reduced to what matters. */
export interface Click {
  userId: string
  channel: string
  /** The thread that the button's message belongs to or begins. */
  threadTs: string
  /** Whether the message is a reply in that thread. */
  inThread: boolean
  /** What the button does: its `action_id`. */
  action: string
  /** The opaque id of the offer, of the request, or of the alert. */
  value: string
  trigger: string
}

/** Undefined when the click came from somewhere that has no channel: we put no buttons there. */
export function clickOf(body: BlockAction, action: ButtonAction): Click | undefined {
  const channel = body.channel?.id ?? body.container.channel_id
  const messageTs = body.message?.ts ?? body.container.message_ts
  if (typeof channel !== 'string' || typeof messageTs !== 'string') return undefined
  const parent: unknown = body.message?.thread_ts ?? body.container.thread_ts
  const threadTs = typeof parent === 'string' ? parent : messageTs
  return {
    userId: body.user.id,
    channel,
    threadTs,
    inThread: threadTs !== messageTs,
    action: action.action_id,
    value: action.value ?? '',
    trigger: body.trigger_id,
  }
}

/** What lies behind a button, if it still does, and who clicked. */
export async function behind(
  { value, userId, channel }: Pick<Click, 'value' | 'userId' | 'channel'>,
  context: BotContext,
) {
  const [offer, actor] = await Promise.all([context.desk.recall(value), actorOf(context, userId, channel)])
  return { offer, actor }
}

export const EXPIRED = 'This button has expired: they work for a day. Check again for the state of now.'
