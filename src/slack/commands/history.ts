import { dayAndTime } from '../../domain/times.ts'
import { may } from '../../policy/may.ts'
import type { PastRun } from '../../store/history.ts'
import { inCode, say } from '../answer.ts'
import { unknownHost } from '../ask.ts'
import type { BotContext } from '../context.ts'
import type { NamedActor } from '../people.ts'
import { findHost } from './find-host.ts'

const SHOWN = 10

/** Handles `/ssh-check history HOST`. Returns what the person is told. */
export async function historyText(
  typed: string,
  actor: NamedActor,
  { hosts, config, desk }: BotContext,
): Promise<string> {
  const found = findHost(typed, hosts)
  if (!found.found) return unknownHost(typed, found.nearest, hosts.length)
  const { name, tags } = found.host
  const allowed = may('check', actor, { tags }, config.policy)
  if (!allowed.allowed) return say`Sorry, no history: ${allowed.because}.`
  const runs = await desk.history(name)
  if (runs.length === 0) return `${inCode(name)} was not checked in the last seven days: \`/ssh-check HOST\` checks it.`
  const rest = runs.length > SHOWN ? [`… and ${runs.length - SHOWN} before.`] : []
  return [`*The last checks of* ${inCode(name)}`, ...runs.slice(0, SHOWN).map(lineOf), ...rest].join('\n')
}

function lineOf({ startedAt, by, client, user, ...answer }: PastRun): string {
  const subject = [client && `from ${client}`, user && `as ${user}`].filter(Boolean).join(' ')
  return say`• ${dayAndTime(startedAt)}, ${by.name ?? by.id} ${subject}: ${answerOf(answer)}`.replace(/ +:/, ':')
}

function answerOf({ verdict, cause, title }: Pick<PastRun, 'verdict' | 'cause' | 'title'>): string {
  if (title !== undefined) return cause === undefined ? title : `${title} (${cause})`
  return verdict === 'healthy' ? 'SSH worked' : 'undetermined'
}
