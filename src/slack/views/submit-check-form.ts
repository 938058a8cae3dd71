import { may } from '../../policy/may.ts'
import { takesPart } from '../../policy/standing.ts'
import type { Answer } from '../actions/carry-out.ts'
import { ask } from '../ask.ts'
import { findHost } from '../commands/find-host.ts'
import type { CheckWords } from '../commands/parse-check.ts'
import type { BotContext } from '../context.ts'
import { actorOf, type NamedActor } from '../people.ts'
import { type FormMetadata, readForm } from './check-form.ts'

export interface SubmittedForm {
  userId: string
  viewId: string
  metadata: FormMetadata
  state: Parameters<typeof readForm>[0]
}

/** Handles the form's submission: the check is asked where the form was opened. */
export async function submitCheckForm(
  { userId, viewId, metadata, state }: SubmittedForm,
  context: BotContext,
): Promise<Answer> {
  const read = readForm(state)
  if ('errors' in read) return read
  const { channel, threadTs } = metadata
  const { check } = read
  const actor = await actorOf(context, userId, channel)
  const complaint = complaintOf(check, actor, context)
  if (complaint !== undefined) return { errors: { host: complaint } }
  const place = { channel, ...(threadTs !== undefined && { threadTs }) }
  // The same form with the same content is one check, however often its button is pressed.
  return ask({ check, actor, place, trigger: `${viewId} ${JSON.stringify(check)}` }, context)
}

/** What stands at the host's field, as plain text, so that nothing has to be typed again. */
function complaintOf(check: CheckWords, actor: NamedActor, { hosts, config, botName }: BotContext): string | undefined {
  const standing = takesPart(actor)
  if (!standing.allowed) return `Sorry, no check: ${standing.because}.`
  const found = findHost(check.host, hosts)
  if (!found.found) return 'This host is not in my inventory any more: pick another one.'
  const allowed = may('check', actor, { tags: found.host.tags }, config.policy)
  if (!allowed.allowed) return `Sorry, no check: ${allowed.because}.`
  if (actor.channel.joined === false)
    return `I am not in that channel, so I could not answer. Type /invite @${botName} there, then press Check again.`
  return undefined
}
