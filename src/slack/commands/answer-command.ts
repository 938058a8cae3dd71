import { may } from '../../policy/may.ts'
import { takesPart } from '../../policy/standing.ts'
import type { Place } from '../../queue/desk.ts'
import { say } from '../answer.ts'
import { ask } from '../ask.ts'
import type { BotContext } from '../context.ts'
import type { NamedActor } from '../people.ts'
import { helpText } from './help.ts'
import { digestText, historyText } from './history.ts'
import { hostsText } from './hosts.ts'
import { ownAddress, withOwnAddress } from './own-address.ts'
import type { CheckWords } from './parse-check.ts'
import type { ParsedCommand } from './parse-command.ts'
import { turnSwitch } from './turn-switch.ts'

/** Who asks, where the answer belongs, and what Slack repeats when it delivers the same again. */
export interface Asking {
  actor: NamedActor
  place: Place
  trigger: string
}

/** Handles what was typed. Returns what only this person is told; undefined when the answer comes for all to see. */
export async function answerCommand(
  parsed: ParsedCommand,
  asking: Asking,
  context: BotContext,
): Promise<string | undefined> {
  const { actor } = asking
  if (parsed.kind === 'help' || parsed.kind === 'nothing') return helpText(abilitiesOf(actor, context), context.botName)
  if (parsed.kind === 'switch') return turnSwitch(parsed, actor, context)
  const standing = takesPart(actor)
  if (!standing.allowed) return `Sorry, no check: ${standing.because}.`
  switch (parsed.kind) {
    case 'problem':
      return say`${parsed.problem} Examples: \`/ssh-check help\``
    case 'own-address':
      return ownAddress(parsed.wish, actor, context)
    case 'hosts':
      return hostsText(hostsFor(actor, context), parsed.filter, await failingNow(context))
    case 'history':
      return parsed.host === undefined
        ? digestText(hostsFor(actor, context), context)
        : historyText(parsed.host, actor, context)
    case 'check':
      return check(parsed.check, asking, context)
  }
}

async function check(words: CheckWords, { actor, place, trigger }: Asking, context: BotContext) {
  if (actor.channel.joined === false) return inviteMe(context.botName)
  return ask({ check: await withOwnAddress(words, actor, context), actor, place, trigger }, context)
}

/** The hosts that somebody may check here. */
export const hostsFor = (actor: NamedActor, { hosts, config }: BotContext) =>
  hosts.filter(({ tags }) => may('check', actor, { tags }, config.policy).allowed)

/** Only a hint in a list: without the queue the hosts are told all the same. */
async function failingNow({ desk }: BotContext): Promise<Set<string>> {
  const open = await desk.openAlerts().catch(() => [])
  return new Set(open.flatMap(({ hosts }) => hosts.filter(({ state }) => state === 'down').map(({ name }) => name)))
}

function abilitiesOf(actor: NamedActor, { config: { policy } }: BotContext) {
  const can = (ability: 'check' | 'fix' | 'approve' | 'pause') => may(ability, actor, {}, policy)
  return { check: can('check'), fix: can('fix'), approve: can('approve'), pause: can('pause') }
}

const inviteMe = (botName: string) =>
  `I am not in this channel, so I could not post the answer. Type \`/invite @${botName}\` here, then ask again.`
