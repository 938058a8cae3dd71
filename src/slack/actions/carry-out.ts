import { createHash } from 'node:crypto'
import { mayFix } from '../../policy/may.ts'
import type { Claim, Offer } from '../../queue/desk.ts'
import type { Order, Person } from '../../queue/shapes.ts'
import { say } from '../answer.ts'
import { labelOf } from '../blocks/labels.ts'
import type { BotContext } from '../context.ts'
import { actorOf } from '../people.ts'
import type { Metadata } from '../views/preview.ts'
import { EXPIRED } from './click.ts'

/** How long after its approval an order may still be begun. */
const VALID_MS = 5 * 60_000

/**
 * Handles the submission of a preview: asks the policy again, takes the offer once and orders it. Returns what the person
 * is told when it was not ordered.
 */
export async function carryOut(
  userId: string,
  { offerId, channel }: Metadata,
  context: BotContext,
): Promise<string | undefined> {
  const { people, teamId, config, desk } = context
  const [offer, { member, surroundings }] = await Promise.all([
    desk.recall(offerId),
    actorOf(people, teamId, userId, channel),
  ])
  const may = mayFix(member, surroundings, config.policy.fix)
  if (!may.allowed) return `Not for you, sorry: ${may.because}. Nothing was changed.`
  if (!offer) return EXPIRED
  const person = { id: member.id, name: member.name }
  const claim = await desk.claim(offerId, person)
  if (!claim.won && claim.by.id !== person.id) return taken(claim)
  // The order's id is the offer's: when the first attempt to send broke off, this one completes it, and never doubles it.
  await desk.send(orderOf(offerId, offer, person, new Date()))
  if (!claim.won)
    return `You ordered this already at ${timeOf(claim.at)}. If the thread has no result in a minute, check again.`
  await announce(offerId, offer, person, context)
  return undefined
}

const taken = ({ by, at }: Extract<Claim, { won: false }>) =>
  say`${by.name ?? by.id} was faster and ordered this at ${timeOf(at)}. The result comes into the thread; nothing was ordered twice.`

const timeOf = (iso: string) => `${iso.slice(11, 16)} UTC`

function orderOf(offerId: string, offer: Offer, person: Person, now: Date): Order {
  const { runId, host, vantage, remedy, args, direction } = offer
  return {
    id: `order-${createHash('sha256').update(offerId).digest('hex').slice(0, 32)}`,
    ...{ runId, host, vantage, remedy, args, direction },
    requestedBy: person,
    approvedBy: [person],
    issuedAt: now.toISOString(),
    expiresAt: new Date(now.getTime() + VALID_MS).toISOString(),
  }
}

/** Ordered is ordered, even when the thread cannot be told so: the result will tell. */
async function announce(offerId: string, offer: Offer, person: Person, { desk, log }: BotContext): Promise<void> {
  const waiting = (await desk.workersOf(offer.vantage).catch(() => 1)) === 0
  const state = waiting
    ? `waits for a worker of ${offer.vantage}; if none comes within five minutes, it is not done`
    : 'is under way'
  const text = `${person.name ?? person.id} ordered “${labelOf(offer)}” on ${offer.host}: it ${state}.`
  try {
    await desk.tell(offer.runId, `ordered-${offerId}`, { kind: 'note', text })
  } catch (error) {
    log.warn({ err: error, offerId }, 'an order was sent, but its thread could not be told')
  }
}
