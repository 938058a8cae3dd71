import type { MessageShortcut } from '@slack/bolt'
import type { WebClient } from '@slack/web-api'
import type { BotContext } from '../context.ts'
import { openCheckForm } from '../views/open-check-form.ts'
import { hostsInText } from './hosts-in-text.ts'
import { textOfMessage } from './text-of-message.ts'

/** "Check SSH" in the menu of a message. */
export const CHECK_MESSAGE = 'check-ssh'

/** Opens the form with what stands in the message; the answer comes into its thread. Returns what the person is told instead. */
export function checkMessage(
  { user, channel, message, message_ts: ts, trigger_id: trigger }: MessageShortcut,
  context: BotContext,
  client: WebClient,
): Promise<string | undefined> {
  const found = hostsInText(textOfMessage(message), context.hosts)
  const about = { threadTs: threadOf(message, ts), found }
  return openCheckForm({ userId: user.id, channel: channel.id, trigger, about }, context, client)
}

const threadOf = (message: MessageShortcut['message'], ts: string): string =>
  typeof message.thread_ts === 'string' ? message.thread_ts : ts
