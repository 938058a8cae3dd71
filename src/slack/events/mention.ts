import type { AppMentionEvent } from '@slack/types'
import type { Host } from '../../config/schema.ts'
import { answerCommand } from '../commands/answer-command.ts'
import { findHost } from '../commands/find-host.ts'
import { shortHelp } from '../commands/help.ts'
import { type ParsedCommand, parseCommand } from '../commands/parse-command.ts'
import { wordsOf } from '../commands/words.ts'
import type { BotContext } from '../context.ts'
import { actorOf } from '../people.ts'

/** What is said to the bot: after its mention, or before it when it is mentioned last. Pure. */
export function saidTo(botUserId: string, text: string): string {
  const [before = '', ...after] = text.split(new RegExp(`<@${botUserId}(?:\\|[^<>]*)?>`))
  const said = after.join(' ')
  return said.trim() === '' ? before : said
}

/** Whether something is done for the first time. */
export type FirstTime = (id: string) => boolean

/**
 * Handles a mention: a command is answered in its thread. Returns what only this person is told. Who mentions the bot in
 * passing is told once in a thread how to ask; apps, this bot among them, and edits are not answered at all.
 */
export async function mention(
  event: AppMentionEvent,
  eventId: string,
  first: FirstTime,
  context: BotContext,
): Promise<string | undefined> {
  const { user: userId, channel, text, ts } = event
  const { botUserId, botName, hosts } = context
  if (!userId || userId === botUserId || event.bot_id !== undefined || event.edited !== undefined) return undefined
  const parsed = commandIn(saidTo(botUserId ?? '', text), hosts)
  const threadTs = event.thread_ts ?? ts
  if (!parsed) return first(`${channel} ${threadTs} ${userId}`) ? shortHelp(botName) : undefined
  if (parsed.kind === 'switch') return BY_COMMAND
  const actor = await actorOf(context, userId, channel)
  return answerCommand(parsed, { actor, place: { channel, threadTs }, trigger: eventId }, context)
}

/** One careless word in a conversation shall not let changes go on. */
const BY_COMMAND =
  'Nothing was changed: pausing and resuming works by command, `/ssh-check pause why` and `/ssh-check resume`.'

/** What is meant as a command; undefined for a mention in passing, such as "thanks". */
function commandIn(text: string, hosts: readonly Host[]): ParsedCommand | undefined {
  const parsed = parseCommand(text)
  const words = wordsOf(text)
  if (parsed.kind === 'nothing') return undefined
  if (parsed.kind !== 'check' && parsed.kind !== 'problem') return parsed
  if (/^(\/?(ssh-)?check|history|me)$/i.test(words[0] ?? '')) return parsed
  if (parsed.kind === 'problem') return words.some((word) => findHost(word, hosts).found) ? parsed : undefined
  const found = findHost(parsed.check.host, hosts)
  return found.found || found.nearest.length > 0 ? parsed : undefined
}
