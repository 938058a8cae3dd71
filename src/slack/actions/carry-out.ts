import { demandsOn } from '../../policy/demands.ts'
import { may } from '../../policy/may.ts'
import type { Person } from '../../queue/shapes.ts'
import { say } from '../answer.ts'
import type { BotContext } from '../context.ts'
import type { NamedActor } from '../people.ts'
import { type Filled, HOST, REASON } from '../views/inputs.ts'
import type { Metadata } from '../views/preview.ts'
import { whoCan } from '../who-can.ts'
import { consider } from './consider.ts'
import { placeOrder, whyWait } from './order.ts'
import { askApprovals } from './request.ts'

/** What a submission is answered with: words in place of the modal, complaints below its fields, or its end. */
export type Answer = string | { errors: Record<string, string> } | undefined

/**
 * Handles the submission of a preview: asks the policy again, and then orders, or asks for the approvals that the policy
 * demands. Returns what the person is told when it was not ordered.
 */
export async function carryOut(
  userId: string,
  metadata: Metadata,
  filled: Filled,
  context: BotContext,
): Promise<Answer> {
  const { offerId, channel } = metadata
  const considered = await consider({ userId, offerId, channel, abilities: ['fix'] }, context)
  if ('told' in considered) return considered.told
  const { about, actor } = considered
  const demands = demandsOn(about.subject, context.config.policy)
  const glass = metadata.glass === true && demands.approvals > 0
  const may = glass ? await mayBreakGlass(actor, about.subject, context) : undefined
  if (may !== undefined) return may
  const errors = missingIn(filled, { reason: demands.reason || glass, typeHost: demands.typeHost }, about.host.name)
  if (errors) return { errors }
  const by = personOf(actor)
  const reason = filled.reason === '' ? undefined : filled.reason
  const wait = await whyWait({ offerId, offer: about.offer, glass }, context)
  if (wait !== undefined) return wait
  if (demands.approvals > 0 && !glass) return askApprovals({ offerId, about, by, reason, metadata, demands }, context)
  return placeOrder({ offerId, offer: about.offer, by, approvedBy: glass ? [] : [by], reason, glass }, context)
}

export const personOf = ({ member }: NamedActor): Person => ({ id: member.id, name: member.name })

async function mayBreakGlass(actor: NamedActor, subject: Parameters<typeof may>[2], context: BotContext) {
  const allowed = may('break-glass', actor, subject, context.config.policy)
  if (allowed.allowed) return undefined
  const others = await whoCan('break-glass', subject, actor, context)
  return say`Not for you, sorry: ${allowed.because}. Nothing was changed.`.concat(others)
}

/** What is still to be filled in, by field. */
export function missingIn(
  filled: Filled,
  { reason, typeHost }: { reason: boolean; typeHost: boolean },
  host: string,
): Record<string, string> | undefined {
  const errors = {
    ...(reason && filled.reason === '' && { [REASON]: 'Say why, in a few words.' }),
    ...(typeHost && filled.host !== host && { [HOST]: `Type ${host}, exactly.` }),
  }
  return Object.keys(errors).length > 0 ? errors : undefined
}
