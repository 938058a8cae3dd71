import type { Logger } from 'pino'
import { QueueAway } from '../queue/desk.ts'
import { escapeMrkdwn, oneLine } from './blocks/limits.ts'
import { SCOPES } from './scopes.ts'
import { isSlackAway, troubleOf } from './web-client.ts'

/** Text of ours around what people typed: only what is put in is escaped. For Slack's mrkdwn. */
export function say(parts: TemplateStringsArray, ...values: readonly (string | number)[]): string {
  return parts.reduce(
    (text, part, index) => `${text}${escapeMrkdwn(oneLine(String(values[index - 1] ?? ''), 300))}${part}`,
  )
}

/** Words in fixed width; a backtick inside would end it. */
export const inCode = (text: string): string => `\`${escapeMrkdwn(oneLine(text, 300)).replaceAll('`', "'")}\``

/** What somebody is told whose click or command failed through our own trouble. */
export function apologyFor(error: unknown): string {
  if (error instanceof QueueAway && error.fate === 'unknown')
    return 'My queue (Redis) does not answer, so most likely nothing was started, and nothing will be started later. Should it have got through just in time, its answer comes here within a minute: if none comes, ask again, or run `ssh-medic check HOST` on the bastion.'
  if (error instanceof QueueAway)
    return 'I cannot reach my queue (Redis), so nothing was started or changed. Try again in a minute; an operator can run `ssh-medic doctor` where the bot runs: it says what is wrong and how to mend it.'
  const trouble = troubleOf(error)
  if (trouble.kind === 'slow-down')
    return 'Slack asked me to slow down, so nothing was started or changed. Try again in half a minute.'
  if (trouble.kind === 'refused' && trouble.code === 'missing_scope') return lackingScope(trouble.needed)
  if (trouble.kind === 'refused')
    return say`Slack refused my question (${trouble.code}), so nothing was started or changed. An operator may have to reinstall the app with the scopes of manifest.yml.`
  if (isSlackAway(error))
    return 'Slack did not answer when I asked who you are and where, so nothing was started or changed. Try again in a moment, or run `ssh-medic check HOST` on the bastion.'
  return 'Something went wrong on my side, and it is in the bot’s log. Nothing was started or changed that I know of: try again, or run `ssh-medic check HOST` on the bastion.'
}

/** What the handler says, or an apology when it failed. */
export async function orApology<T>(log: Logger, handle: () => Promise<T>): Promise<T | string> {
  try {
    return await handle()
  } catch (error) {
    log.error({ err: error }, 'what somebody did in Slack could not be handled')
    return apologyFor(error)
  }
}

function lackingScope(needed = 'one of manifest.yml'): string {
  const [feature] = needed.split(',').flatMap((scope) => SCOPES[scope] ?? [])
  return say`The Slack app lacks the scope ${needed}${feature === undefined ? '' : `: without it ${feature}`}. Nothing was started or changed. An operator has to reinstall the app from manifest.yml; until then, run ssh-medic check HOST on the bastion.`
}

/** The last answer, for whatever failed before a listener could: where Slack gave an address for replies. */
export async function answerLate(body: unknown, error: unknown, log: Logger): Promise<void> {
  const address = replyAddress(body)
  if (address === undefined) return
  const message = { response_type: 'ephemeral', replace_original: false, text: apologyFor(error) }
  try {
    const headers = { 'content-type': 'application/json' }
    await fetch(address, { method: 'POST', headers, body: JSON.stringify(message), signal: AbortSignal.timeout(3_000) })
  } catch (cause) {
    log.warn({ err: cause }, 'the apology could not be delivered')
  }
}

function replyAddress(body: unknown): string | undefined {
  if (typeof body !== 'object' || body === null || !('response_url' in body)) return undefined
  return typeof body.response_url === 'string' ? body.response_url : undefined
}
