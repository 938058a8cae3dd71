import type { Alert } from '../../domain/alert.ts'
import { dayAndTime } from '../../domain/times.ts'
import { digestLines, digestTitle } from '../../monitor/digest-words.ts'
import { resolvedWords, takenWords, titleOf } from '../../monitor/words.ts'
import { may } from '../../policy/may.ts'
import type { PastRun } from '../../store/history.ts'
import { inCode, say } from '../answer.ts'
import { unknownHost } from '../ask.ts'
import type { BotContext } from '../context.ts'
import type { NamedActor } from '../people.ts'
import { findHost } from './find-host.ts'

const SHOWN = 10
const WEEK_MS = 7 * 86_400_000

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
  const [runs, last] = await Promise.all([desk.history(name), desk.lastAlerts([name])])
  const alert = last.get(name)
  return [...(alert ? [alertLine(alert, name)] : []), ...runLines(name, runs)].join('\n')
}

/** Handles `/ssh-check history`: the last seven days of the hosts that this person may check here. */
export async function digestText(visible: readonly { name: string }[], { desk }: BotContext): Promise<string> {
  const now = Date.now()
  const checked = new Set((await desk.newestRuns()).map(({ host }) => host))
  const alarmed = await desk.lastAlerts(visible.map(({ name }) => name))
  const names = visible.map(({ name }) => name).filter((name) => checked.has(name) || alarmed.has(name))
  const digest = await desk.digest(names, now - WEEK_MS, now)
  return [say`*${digestTitle(digest)}*`, ...digestLines(digest).map((text) => say`${text}`)].join('\n')
}

/** Only this host is spoken of, whatever else a storm was about. */
function alertLine({ common: _others, ...alert }: Alert, name: string): string {
  const own = { ...alert, hosts: alert.hosts.filter((host) => host.name === name) }
  return own.state === 'resolved'
    ? say`*The last alert* was opened ${dayAndTime(own.openedAt)}: ${resolvedWords(own)}`
    : say`*An alert is open* since ${dayAndTime(own.openedAt)}: ${[`${titleOf(own)}.`, ...takenWords(own)].join(' ')}`
}

function runLines(name: string, runs: readonly PastRun[]): string[] {
  if (runs.length === 0)
    return [`${inCode(name)} was not checked in the last seven days: \`/ssh-check HOST\` checks it.`]
  const rest = runs.length > SHOWN ? [`… and ${runs.length - SHOWN} before.`] : []
  return [`*The last checks of* ${inCode(name)}`, ...runs.slice(0, SHOWN).map(lineOf), ...rest]
}

function lineOf({ startedAt, by, client, user, ...answer }: PastRun): string {
  const subject = [client && `from ${client}`, user && `as ${user}`].filter(Boolean).join(' ')
  return say`• ${dayAndTime(startedAt)}, ${by.name ?? by.id} ${subject}: ${answerOf(answer)}`.replace(/ +:/, ':')
}

function answerOf({ verdict, cause, title }: Pick<PastRun, 'verdict' | 'cause' | 'title'>): string {
  if (title !== undefined) return cause === undefined ? title : `${title} (${cause})`
  return verdict === 'healthy' ? 'SSH worked' : 'undetermined'
}
