import type { RespondFn } from '@slack/bolt'
import type { WebClient } from '@slack/web-api'
import type { BotContext } from './context.ts'

/** One person at a place; in a thread if it has replies, since Slack shows a word for one person nowhere else. */
export interface Listener {
  userId: string
  channel: string
  threadTs?: string | undefined
}

/** Tells one person, by the reply address that came with what they did; where that fails, by an ephemeral message. */
export async function tell(
  text: string,
  to: Listener,
  { respond, client }: { respond: RespondFn; client: WebClient },
  { log }: BotContext,
): Promise<void> {
  const thread = to.threadTs === undefined ? {} : { thread_ts: to.threadTs }
  try {
    await respond({ response_type: 'ephemeral', replace_original: false, text, ...thread })
  } catch (error) {
    log.warn({ err: error }, 'somebody could not be answered at the reply address')
    await whisper(text, to, client)
  }
}

/** Tells one person by an ephemeral message. */
export async function whisper(text: string, { userId, channel, threadTs }: Listener, client: WebClient): Promise<void> {
  const thread = threadTs === undefined ? {} : { thread_ts: threadTs }
  await client.chat.postEphemeral({ channel, user: userId, text, ...thread })
}
