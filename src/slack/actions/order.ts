import { createHash } from 'node:crypto'
import { timeOfDay } from '../../domain/times.ts'
import type { Offer } from '../../queue/desk.ts'
import { restWords } from '../../queue/hold.ts'
import type { Order, Person } from '../../queue/shapes.ts'
import { pausedWords } from '../../queue/switch.ts'
import { say } from '../answer.ts'
import { labelOf } from '../blocks/labels.ts'
import type { BotContext } from '../context.ts'
import { factsOf } from './consider.ts'

/** How long after its approval an order may still be begun. */
const VALID_MS = 5 * 60_000

/** What is to be ordered, at whose word. */
export interface Ordering {
  offerId: string
  offer: Offer
  by: Person
  approvedBy: readonly Person[]
  reason?: string | undefined
  glass: boolean
}

/** Why nothing can be ordered right now, as the person is told; undefined when it can. An undo never waits. */
export async function whyWait(
  { offerId, offer, glass }: Pick<Ordering, 'offerId' | 'offer' | 'glass'>,
  { desk }: BotContext,
): Promise<string | undefined> {
  if (await desk.taken(offerId)) return undefined // It was ordered: who comes now is told by whom.
  const state = await desk.switchState()
  if (state.paused) return say`No change now: ${pausedWords(state)}. \`/ssh-check resume\` lets them go on.`
  if (glass || offer.direction === 'undo') return undefined
  const free = await desk.freeAgain(offer.vantage, offer.host)
  return free === undefined ? undefined : say`No change now: ${restWords(offer.host, free)}.`
}

/** Takes the offer once and orders it. Returns what the person is told when it was ordered before. */
export async function placeOrder(ordering: Ordering, context: BotContext): Promise<string | undefined> {
  const { desk } = context
  const { offerId, by } = ordering
  const claim = await desk.claim(offerId, by)
  if (!claim.won && claim.by.id !== by.id)
    return say`${claim.by.name ?? claim.by.id} was faster and ordered this at ${timeOfDay(claim.at)}. The result comes into the thread; nothing was ordered twice.`
  const order = orderOf(ordering, new Date())
  // On record before it is sent: what is not on record is not done.
  await record(order, ordering, context)
  // The order's id is the offer's: when the first attempt to send broke off, this one completes it, and never doubles it.
  await desk.send(order)
  if (!claim.won)
    return `This was ordered already at ${timeOfDay(claim.at)}. If the thread has no result in a minute, check again.`
  await announce(ordering, context)
  return undefined
}

function orderOf({ offerId, offer, by, approvedBy, reason, glass }: Ordering, now: Date): Order {
  return {
    ...baseOf(offer, by, now),
    id: `order-${digestOf(offerId)}`,
    approvedBy: [...approvedBy],
    ...(reason && { reason }),
    ...(glass && { brokeGlass: true }),
  }
}

/** An order that only looks; each click is one. */
export const dryRunOf = (offerId: string, offer: Offer, by: Person, trigger: string): Order => ({
  ...baseOf(offer, by, new Date()),
  id: `dry-run-${digestOf(`${offerId}\n${trigger}`)}`,
  dryRun: true,
})

function baseOf(offer: Offer, by: Person, now: Date): Order {
  const { runId, host, vantage, remedy, args, direction, evidence } = offer
  return {
    id: '',
    ...{ runId, host, vantage, remedy, args, direction, evidence },
    requestedBy: by,
    approvedBy: [],
    issuedAt: now.toISOString(),
    expiresAt: new Date(now.getTime() + VALID_MS).toISOString(),
  }
}

const digestOf = (text: string) => createHash('sha256').update(text).digest('hex').slice(0, 32)

async function record(order: Order, { offer, by, approvedBy, reason, glass }: Ordering, { desk }: BotContext) {
  await desk.record(`${order.id}:ordered`, {
    event: glass ? 'broke-glass' : 'ordered',
    at: order.issuedAt,
    by: by.id,
    orderId: order.id,
    ...factsOf(offer),
    approvedBy: approvedBy.map(({ id }) => id),
    ...(reason && { reason }),
    detail: glass ? 'Ordered without the approvals that the policy demands.' : 'Ordered.',
  })
}

/** Ordered is ordered, even when the thread cannot be told so: the result will tell. */
async function announce(ordering: Ordering, { desk, log }: BotContext): Promise<void> {
  const { offerId, offer } = ordering
  const waiting = (await desk.workersOf(offer.vantage).catch(() => 1)) === 0
  const state = waiting
    ? `waits for a worker of ${offer.vantage}; if none comes within five minutes, it is not done`
    : 'is under way'
  const text = `${whoOrdered(ordering)} “${labelOf(offer)}” on ${offer.host}: it ${state}.${whyWords(ordering)}`
  try {
    await desk.tell(offer.runId, `ordered-${offerId}`, { kind: 'note', text })
  } catch (error) {
    log.warn({ err: error, offerId }, 'an order was sent, but its thread could not be told')
  }
}

function whoOrdered({ by, approvedBy, glass }: Ordering): string {
  const who = by.name ?? by.id
  if (glass) return `⚠ ${who} BROKE THE GLASS, without the approvals that the policy demands, and ordered`
  const others = approvedBy.filter(({ id }) => id !== by.id)
  const approvers = others.map(({ id, name }) => name ?? id).join(', ')
  return approvers === '' ? `${who} ordered` : `${who} ordered, approved by ${approvers},`
}

const whyWords = ({ reason }: Ordering) => (reason ? ` Reason: ${reason}` : '')
