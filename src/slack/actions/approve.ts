import type { WebClient } from '@slack/web-api'
import { timeOfDay } from '../../domain/times.ts'
import { countingApprovals, demandsOn } from '../../policy/demands.ts'
import { may } from '../../policy/may.ts'
import type { Request } from '../../queue/guard.ts'
import type { Person } from '../../queue/shapes.ts'
import type { Ending } from '../../store/requests.ts'
import type { Understood } from '../about.ts'
import { say } from '../answer.ts'
import { labelOf } from '../blocks/labels.ts'
import type { BotContext } from '../context.ts'
import { actorOf } from '../people.ts'
import type { Filled } from '../views/inputs.ts'
import { type Metadata, previewOf } from '../views/preview.ts'
import { type Answer, missingIn, personOf } from './carry-out.ts'
import type { Click } from './click.ts'
import { type Considered, consider, factsOf } from './consider.ts'
import { placeOrder, whyWait } from './order.ts'
import { previewFor, show } from './preview.ts'

/** Handles "Approve": shows the approver, word for word, what they would approve. */
export async function reviewRequest(click: Click, context: BotContext, client: WebClient): Promise<string | undefined> {
  const { value: requestId, channel, threadTs, userId } = click
  const open = await openRequestOf(requestId, userId, context)
  if ('told' in open) return open.told
  const { offerId } = open.request
  const considered = await consider({ userId, offerId, channel, abilities: ['approve'] }, context)
  if ('told' in considered) return notConsidered(considered, requestId, open.request, userId, context)
  const own = notOwn(open.request, userId)
  if (own !== undefined) return own
  const shown = await previewFor(considered, { offerId, channel, threadTs, requestId }, context, open.request)
  return show(() => client.views.open({ trigger_id: click.trigger, view: previewOf(shown) }))
}

/** Handles the approval itself; the last one that is needed sends the order. Returns what the approver is told instead. */
export async function approve(
  userId: string,
  { requestId = '', channel }: Metadata,
  filled: Filled,
  context: BotContext,
): Promise<Answer> {
  const open = await openRequestOf(requestId, userId, context)
  if ('told' in open) return open.told
  const { request } = open
  const considered = await consider({ userId, offerId: request.offerId, channel, abilities: ['approve'] }, context)
  if ('told' in considered) return notConsidered(considered, requestId, request, userId, context)
  const own = notOwn(request, userId)
  if (own !== undefined) return own
  const { about, actor } = considered
  const { typeHost } = demandsOn(about.subject, context.config.policy)
  const errors = missingIn(filled, { reason: false, typeHost }, about.host.name)
  if (errors) return { errors }
  const wait = await whyWait({ offerId: request.offerId, offer: about.offer, glass: false }, context)
  if (wait !== undefined) return wait
  const by = personOf(actor)
  await onRecord('approved', requestId, by, about, context)
  const all = await context.desk.approve(requestId, by)
  return orderOrWait({ requestId, request, about, by, all }, context)
}

/** Handles "Deny": the request is over, and the thread says through whom. */
export async function deny(click: Click, context: BotContext): Promise<string | undefined> {
  const { value: requestId, channel, userId } = click
  const open = await openRequestOf(requestId, userId, context)
  if ('told' in open) return open.told
  const { request } = open
  const withdraws = request.by.id === userId
  const abilities = withdraws ? (['fix', 'approve'] as const) : (['approve'] as const)
  const considered = await consider({ userId, offerId: request.offerId, channel, abilities }, context)
  if ('told' in considered) return considered.told
  const { about, actor } = considered
  const by = personOf(actor)
  const ending = await end(requestId, request, { state: 'denied', by, at: new Date().toISOString() }, context)
  if (ending.state !== 'denied' || ending.by.id !== by.id) return endedWords(ending)
  await onRecord('denied', requestId, by, about, context)
  const text = `${by.name} ${withdraws ? 'took back' : 'denied'} “${labelOf(about.offer)}” on ${about.offer.host}. Nothing was changed.`
  await context.desk.tell(about.offer.runId, `denied-${requestId}`, { kind: 'note', text })
  await takeButtons(requestId, about.offer.runId, context)
  return `The request is over; the thread says so.`
}

/** A void request is over for all, and its thread hears why. */
async function notConsidered(
  { told, voided }: Extract<Considered, { told: string }>,
  requestId: string,
  request: Request,
  userId: string,
  context: BotContext,
): Promise<string> {
  if (!voided) return told
  const { offer, because } = voided
  await end(requestId, request, { state: 'void', by: { id: userId }, at: new Date().toISOString() }, context)
  const text = `The request of ${request.by.name ?? request.by.id} for “${labelOf(offer)}” on ${offer.host} is void: ${because}. Nothing was changed.`
  await context.desk.tell(offer.runId, `void-${requestId}`, { kind: 'note', text })
  await takeButtons(requestId, offer.runId, context)
  return told
}

/** A request that is over has nothing to press any more. What was decided holds, also when the message cannot be drawn anew. */
async function takeButtons(requestId: string, runId: string, { desk, log }: BotContext): Promise<void> {
  try {
    await desk.redraw(runId, `request-${requestId}`)
  } catch (error) {
    log.warn({ err: error, requestId }, 'a request is over, and its message could not be told to lose its buttons')
  }
}

const notOwn = (request: Request, userId: string): string | undefined =>
  request.by.id === userId ? 'You asked for this yourself: somebody else has to approve it.' : undefined

interface Approving {
  requestId: string
  request: Request
  about: Understood
  by: Person
  /** Everybody who approved so far. */
  all: readonly Person[]
}

async function orderOrWait(approving: Approving, context: BotContext): Promise<string | undefined> {
  const { requestId, request, about, by } = approving
  const standing = await stillAllowed(approving, context)
  const needed = Math.max(request.approvals, demandsOn(about.subject, context.config.policy).approvals)
  if ('told' in standing) return standing.told
  const { approvers } = standing
  if (approvers.length < needed) {
    const missing = needed - approvers.length
    const text = `${by.name ?? by.id} approved “${labelOf(about.offer)}” on ${about.offer.host}; ${missing} more ${missing === 1 ? 'is' : 'are'} needed.`
    await context.desk.tell(about.offer.runId, `approved-${requestId}-${by.id}`, { kind: 'note', text })
    return undefined
  }
  const ending = await end(requestId, request, { state: 'approved', by, at: new Date().toISOString() }, context)
  if (ending.state !== 'approved') return endedWords(ending)
  const { offerId, by: asker, reason } = request
  const ordering = { offerId, offer: about.offer, by: asker, approvedBy: approvers, reason, glass: false }
  const told = await placeOrder(ordering, context)
  // Not before: when the order could not be sent, the next click has to complete it.
  await takeButtons(requestId, about.offer.runId, context)
  return told
}

/** Right before signing, all are asked about once more: the asker, and everybody who approved. */
async function stillAllowed(
  { request, about, all }: Approving,
  context: BotContext,
): Promise<{ told: string } | { approvers: Person[] }> {
  const { policy } = context.config
  const asker = await actorOf(context, request.by.id, request.channel)
  const mayAsk = may('fix', asker, about.subject, policy)
  if (!mayAsk.allowed) return { told: say`${asker.member.name} may not fix this any more: ${mayAsk.because}.` }
  const counting = countingApprovals(
    all.map(({ id }) => id),
    request.by.id,
  )
  const actors = await Promise.all(counting.map((id) => actorOf(context, id, request.channel)))
  return { approvers: actors.filter((one) => may('approve', one, about.subject, policy).allowed).map(personOf) }
}

/** The request while it is open; else what the person is told, and on record when somebody forged it. */
async function openRequestOf(
  requestId: string,
  userId: string,
  context: BotContext,
): Promise<{ told: string } | { request: Request }> {
  const { desk } = context
  const found = await desk.request(requestId)
  if (found.found === 'nothing') return { told: 'This request is over: requests are kept for a day.' }
  if (found.found === 'forged') {
    const detail = 'A click on a request that the bot did not write was refused.'
    const at = new Date().toISOString()
    await desk.record(`forged:${requestId.slice(0, 200)}`, { event: 'refused', at, by: userId, requestId, detail })
    return { told: 'I did not write this request, so it counts for nothing; it is on record. Nothing was changed.' }
  }
  const over = 'ending' in found ? whyOver(found.found, found.ending) : undefined
  if (over === undefined) return { request: found.found }
  const offer = await desk.recall(found.found.offerId)
  if (offer) await takeButtons(requestId, offer.runId, context)
  return { told: over }
}

/** Why nobody can answer a request any more. One that has its approvals can be pressed until it is ordered. */
function whyOver({ expiresAt }: Request, ending: Ending | undefined): string | undefined {
  if (ending && ending.state !== 'approved') return endedWords(ending)
  if (Date.parse(expiresAt) >= Date.now()) return undefined
  return `This request ended at ${timeOfDay(expiresAt)} without its approvals. Press the button of the fix to ask again.`
}

const endedWords = ({ state, by, at }: Ending): string =>
  say`${by.name ?? by.id} ${ENDED[state]} this already at ${timeOfDay(at)}.`
const ENDED = { approved: 'approved', denied: 'denied', void: 'voided' } as const

const end = (requestId: string, { offerId }: Request, ending: Ending, { desk }: BotContext): Promise<Ending> =>
  desk.end(requestId, offerId, ending)

const onRecord = (
  event: 'approved' | 'denied',
  requestId: string,
  by: Person,
  { offer }: Understood,
  { desk }: BotContext,
) =>
  desk.record(`request:${requestId}:${event}:${by.id}`, {
    event,
    at: new Date().toISOString(),
    by: by.id,
    requestId,
    ...factsOf(offer),
    detail: event === 'approved' ? 'Approved.' : 'Denied.',
  })
