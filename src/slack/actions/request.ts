import { timeOfDay } from '../../domain/times.ts'
import type { Demands } from '../../policy/demands.ts'
import type { Request } from '../../queue/guard.ts'
import type { Person } from '../../queue/shapes.ts'
import type { Understood } from '../about.ts'
import { say } from '../answer.ts'
import type { BotContext } from '../context.ts'
import type { Metadata } from '../views/preview.ts'
import { whoMay } from '../who-may.ts'
import { factsOf } from './consider.ts'

export interface Asking {
  offerId: string
  about: Understood
  by: Person
  reason: string | undefined
  metadata: Metadata
  demands: Demands
}

/** Asks in the thread for the approvals that the policy demands. Returns what the asker is told. */
export async function askApprovals(asking: Asking, context: BotContext): Promise<string | undefined> {
  const { desk, config, people } = context
  const { offerId, about, by, metadata, demands } = asking
  const approvers = await whoMay('approve', about.subject, { policy: config.policy, channel: metadata.channel, people })
  if (approvers === undefined)
    return 'This needs an approval, and the policy lets nobody approve it from this channel. Nothing was changed: an operator has to name somebody under policy.grants.'
  const asked = requestOf(asking, demands.approvals, config.policy.approvalMinutes)
  const { id, opened } = await desk.openRequest(asked)
  if (!opened) return alreadyAsked(id, by, context)
  await desk.record(`request:${id}:asked`, {
    event: 'asked',
    at: asked.at,
    by: by.id,
    requestId: id,
    channel: asked.channel,
    ...factsOf(about.offer),
    ...(asked.reason !== undefined && { reason: asked.reason }),
    detail: `Asked for ${demands.approvals} approvals, until ${asked.expiresAt}; offer ${offerId}.`,
  })
  await desk.tell(about.offer.runId, `request-${id}`, { kind: 'request', requestId: id })
  await desk.redraw(about.offer.runId, `request-${id}`, Date.parse(asked.expiresAt) - Date.now() + AFTER_END_MS)
  return undefined
}

/** A moment after its end a request is drawn once more, without its buttons. */
const AFTER_END_MS = 1_000

function requestOf({ offerId, by, reason, metadata }: Asking, approvals: number, minutes: number): Request {
  const now = Date.now()
  return {
    offerId,
    by,
    ...(reason !== undefined && { reason }),
    channel: metadata.channel,
    approvals,
    at: new Date(now).toISOString(),
    expiresAt: new Date(now + minutes * 60_000).toISOString(),
  }
}

/** Somebody was faster, or this is the same click again. The message is told once more: an earlier attempt may have broken off. */
async function alreadyAsked(id: string, by: Person, { desk }: BotContext): Promise<string> {
  const { found } = await desk.request(id)
  if (typeof found === 'string') return 'Somebody asks for this already: look into the thread.'
  const offer = await desk.recall(found.offerId)
  if (offer) await desk.tell(offer.runId, `request-${id}`, { kind: 'request', requestId: id })
  const who = found.by.id === by.id ? 'You' : (found.by.name ?? found.by.id)
  return say`${who} asked for this already at ${timeOfDay(found.at)}: the request waits in the thread until ${timeOfDay(found.expiresAt)}.`
}
