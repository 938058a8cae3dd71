import type { SlashCommand } from '@slack/bolt'
import type { WebClient } from '@slack/web-api'
import type { BotContext } from '../context.ts'
import { actorOf } from '../people.ts'
import { openCheckForm } from '../views/open-check-form.ts'
import { answerCommand } from './answer-command.ts'
import { parseCommand } from './parse-command.ts'

/** Handles `/ssh-check`. Returns what only this person is told; undefined when the answer comes into the channel, or as a form. */
export async function sshCheck(
  command: SlashCommand,
  context: BotContext,
  client: WebClient,
): Promise<string | undefined> {
  const { user_id: userId, channel_id: channel, trigger_id: trigger } = command
  const parsed = parseCommand(command.text ?? '')
  if (parsed.kind === 'nothing') return openCheckForm({ userId, channel, trigger }, context, client)
  const actor = await actorOf(context, userId, channel)
  return answerCommand(parsed, { actor, place: { channel }, trigger }, context)
}
