import type { SlashCommand } from '@slack/bolt'
import { may } from '../../policy/may.ts'
import { takesPart } from '../../policy/standing.ts'
import { say } from '../answer.ts'
import { ask } from '../ask.ts'
import type { BotContext } from '../context.ts'
import { actorOf, type NamedActor } from '../people.ts'
import { helpText } from './help.ts'
import { parseCommand } from './parse-command.ts'
import { turnSwitch } from './turn-switch.ts'

/** Handles `/ssh-check`. Returns what only this person is told; undefined when the answer comes into the channel. */
export async function sshCheck(command: SlashCommand, context: BotContext): Promise<string | undefined> {
  const { user_id: userId, channel_id: channel, trigger_id: trigger } = command
  const parsed = parseCommand(command.text ?? '')
  const actor = await actorOf(context, userId, channel)
  if (parsed.kind === 'help') return helpText(abilitiesOf(actor, context))
  if (parsed.kind === 'switch') return turnSwitch(parsed, actor, context)
  const standing = takesPart(actor)
  if (!standing.allowed) return `Sorry, no check: ${standing.because}.`
  if (parsed.kind === 'problem') return say`${parsed.problem} Examples: \`/ssh-check help\``
  if (actor.channel.joined === false) return inviteMe(context.botName)
  return ask({ check: parsed.check, actor, place: { channel }, trigger }, context)
}

function abilitiesOf(actor: NamedActor, { config: { policy } }: BotContext) {
  const can = (ability: 'check' | 'fix' | 'approve' | 'pause') => may(ability, actor, {}, policy)
  return { check: can('check'), fix: can('fix'), approve: can('approve'), pause: can('pause') }
}

const inviteMe = (botName: string) =>
  `I am not in this channel, so I could not post the answer. Type \`/invite @${botName}\` here, then ask again.`
