import type { Redis } from 'ioredis'
import type { Policy } from '../config/policy.ts'
import { countingApprovals, demandsOn } from '../policy/demands.ts'
import type { Subject } from '../policy/grants.ts'
import { claimChange } from '../store/changes.ts'
import type { Order } from './shapes.ts'
import { overWords } from './signing.ts'

interface Holding {
  redis: Redis
  policy: Policy
  paused: (now: Date) => Promise<string | undefined>
}

/**
 * Why an order is not begun. The bot has asked the policy; what this worker's own configuration demands is asked here once
 * more, so that a bot with another configuration, or in other hands, changes nothing by itself.
 */
export async function heldFromStart(
  order: Order,
  subject: Required<Subject>,
  { policy, paused }: Holding,
): Promise<string | undefined> {
  if (order.dryRun) return undefined
  return lackOf(order, subject, policy) ?? (await paused(new Date()))
}

function lackOf(
  { requestedBy, approvedBy, reason, brokeGlass }: Order,
  subject: Required<Subject>,
  policy: Policy,
): string | undefined {
  const demands = demandsOn(subject, policy)
  const missing = reason === undefined || reason.trim() === ''
  if (brokeGlass) return missing ? 'the glass was broken without a reason' : undefined
  const approvals = countingApprovals(
    approvedBy.map(({ id }) => id),
    requestedBy.id,
  ).length
  if (approvals < demands.approvals)
    return `this worker’s policy demands ${demands.approvals} approvals, and the order has ${approvals}`
  return demands.reason && missing ? 'this worker’s policy demands a reason, and the order has none' : undefined
}

/** Why nothing may be changed now, right before the first command. What may be changed is counted; an undo never waits. */
export async function heldNow(order: Order, holding: Holding): Promise<string | undefined> {
  const free = await restOf(order, holding)
  if (free !== undefined) return restWords(order.host, free)
  // Last, however long Redis was away: a pause holds at once, and a worker that slept must not do what is long over.
  return (await holding.paused(new Date())) ?? overWords(order, new Date())
}

async function restOf(order: Order, { redis, policy }: Holding): Promise<number | undefined> {
  if (order.brokeGlass || order.direction === 'undo') return undefined
  return claimChange(redis, order, order.id, policy.limits, Date.now())
}

/** That a host must rest, and until when. */
export const restWords = (host: string, freeAtMs: number): string =>
  `${host} was changed too often or just now: it can be changed again at ${new Date(freeAtMs).toISOString().slice(11, 19)} UTC`
