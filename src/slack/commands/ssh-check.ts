import type { SlashCommand } from '@slack/bolt'
import { mayCheck, mayFix } from '../../policy/may.ts'
import { say } from '../answer.ts'
import { ask } from '../ask.ts'
import type { BotContext } from '../context.ts'
import { actorOf } from '../people.ts'
import { helpText } from './help.ts'
import { parseCommand } from './parse-command.ts'

/** Handles `/ssh-check`. Returns what only this person is told; undefined when the answer comes into the channel. */
export async function sshCheck(command: SlashCommand, context: BotContext): Promise<string | undefined> {
  const { user_id: userId, channel_id: channel, trigger_id: trigger } = command
  const parsed = parseCommand(command.text ?? '')
  const { member, surroundings, channel: facts } = await actorOf(context.people, context.teamId, userId, channel)
  const may = mayCheck(member, surroundings)
  if (parsed.kind === 'help')
    return helpText({ check: may, fix: mayFix(member, surroundings, context.config.policy.fix) })
  if (!may.allowed) return `Sorry, no check: ${may.because}.`
  if (parsed.kind === 'problem') return say`${parsed.problem} Examples: \`/ssh-check help\``
  if (facts.joined === false) return inviteMe(context.botName)
  const person = { id: member.id, name: member.name }
  return ask({ check: parsed.check, person, place: { channel }, trigger }, context)
}

const inviteMe = (botName: string) =>
  `I am not in this channel, so I could not post the answer. Type \`/invite @${botName}\` here, then ask again.`
