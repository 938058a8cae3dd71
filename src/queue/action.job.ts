import type { Redis } from 'ioredis'
import type { Policy } from '../config/policy.ts'
import type { Host } from '../config/schema.ts'
import type { ActionReport } from '../domain/message.ts'
import type { Tools } from '../probes/tools.ts'
import { carryOut } from '../remedies/carry-out.ts'
import { argvsOf, commandLines } from '../remedies/commands.ts'
import { remedyOf } from '../remedies/index.ts'
import { appendAudit } from '../store/audit.ts'
import { forgetMended, noteMended } from '../store/failing.ts'
import { isVoid } from '../store/fence.ts'
import { claimOrder, closeOrder } from '../store/orders.ts'
import { noteFixed, noteOrdered } from './alert-facts.ts'
import type { Begun } from './begun.ts'
import { heldFromStart, heldNow } from './hold.ts'
import type { Observer } from './observer.ts'
import type { Outbox } from './outbox.ts'
import { type Ending, refuseReplayed, refuseUnverified, resultOf } from './record.ts'
import { actionJob, type Order } from './shapes.ts'
import type { Verifier } from './signing.ts'

export interface ActionSurroundings {
  redis: Redis
  outbox: Outbox
  hosts: ReadonlyMap<string, Host>
  vantage: string
  verifier: Verifier
  tools: Pick<Tools, 'knownHosts' | 'budget'>
  policy: Policy
  /** Says why nothing may be changed right now. */
  paused: (now: Date) => Promise<string | undefined>
  /** Orders that were begun here: they are not begun again, whatever Redis says. */
  begun: Begun
  /** When a host undoes by itself what nobody has confirmed. */
  rescueAfterS?: number
  carryOut?: typeof carryOut
  /** Hears of refused orders and of our own failures. */
  onError: (error: Error) => void
  observer?: Pick<Observer, 'acted'>
}

const TOO_LATE =
  'Not done: the queue (Redis) took the order so late that whoever gave it was told so. Nothing was changed; check again for buttons that work.'

export type ActionJobRef = { id: string; data: unknown }

/**
 * Carries out one signed order, once: verify, claim, carry out, prove, record, tell. An order that was claimed before and
 * has no result is never run again, because nobody knows how far it came; the thread learns how to look.
 */
export async function runAction(job: ActionJobRef, surroundings: ActionSurroundings): Promise<void> {
  const parsed = actionJob.safeParse(job.data)
  if (!parsed.success) return surroundings.onError(new Error(`action job ${job.id} has no order in it: dropped`))
  const verified = surroundings.verifier.verify(parsed.data, new Date())
  if (!verified.accepted) return refuseUnverified(job.id, parsed.data, verified.because, surroundings)
  const { order } = verified
  if (order.vantage !== surroundings.vantage)
    return conclude(
      order,
      unrun(order, 'refused', `The order is for ${order.vantage}, not for here.`),
      'vantage',
      surroundings,
    )

  if (await isVoid(surroundings.redis, order.id))
    return conclude(order, unrun(order, 'refused', TOO_LATE), 'too-late', surroundings)

  const claim = await claimOrder(surroundings.redis, order.id, job.id)
  if (claim.mine) return carryOutClaimed(job.id, order, surroundings)
  if (claim.jobId !== job.id) return refuseReplayed(job.id, order, 'claimed', surroundings)
  if (claim.report) return conclude(order, claim.report, 'result', surroundings)
  return conclude(order, unrun(order, 'inconclusive', interrupted(order)), 'interrupted', surroundings)
}

async function carryOutClaimed(jobId: string, order: Order, surroundings: ActionSurroundings): Promise<void> {
  const begun = surroundings.begun.begin(order.id)
  if (begun === 'here') return refuseReplayed(jobId, order, 'begun', surroundings)
  if (begun === 'before')
    return conclude(order, unrun(order, 'inconclusive', interrupted(order)), 'interrupted', surroundings)
  await noteOrdered(surroundings.redis, order)
  const report = await perform(order, surroundings)
  await closeOrder(surroundings.redis, order.id, report)
  await noteProof(order, report, surroundings)
  await conclude(order, report, 'result', surroundings)
}

/** What a check found before holds no more after a proven fix, and again after its undo. */
async function noteProof(order: Order, { outcome, at }: ActionReport, { redis }: ActionSurroundings): Promise<void> {
  if (outcome !== 'verified' || order.dryRun) return
  const { host, runId, remedy } = order
  if (order.direction === 'undo') await forgetMended(redis, host)
  else await noteMended(redis, host, { runId, remedy, at })
}

async function perform(order: Order, surroundings: ActionSurroundings): Promise<ActionReport> {
  const host = surroundings.hosts.get(order.host)
  if (!host) return unrun(order, 'refused', `${order.host} is not in the inventory of ${order.vantage}.`)
  const remedy = remedyOf(order.remedy)
  if (!remedy) return unrun(order, 'refused', `This worker does not know the remedy ${order.remedy}: update it.`)
  const args = remedy.args.safeParse(order.args)
  if (!args.success) return unrun(order, 'refused', `${order.remedy} does not accept these arguments.`)
  const held = await heldFromStart(order, { tags: host.tags, risk: remedy.risk }, surroundings)
  if (held !== undefined) return unrun(order, 'refused', `Not done, because ${held}. Nothing was changed.`)
  try {
    return await (surroundings.carryOut ?? carryOut)({
      remedy,
      args: args.data,
      direction: order.direction,
      request: { runId: order.runId, host, vantage: order.vantage },
      tools: surroundings.tools,
      ...(order.dryRun && { dryRun: true }),
      hold: () => heldNow(order, surroundings),
      ...(surroundings.rescueAfterS !== undefined && { rescueAfterS: surroundings.rescueAfterS }),
      orderId: order.id,
      once: true,
      requestedBy: personOf(order),
    })
  } catch (error) {
    surroundings.onError(error instanceof Error ? error : new Error(String(error)))
    return unrun(order, 'inconclusive', `ssh-medic itself failed in the middle of it. ${howToLook(order)}`)
  }
}

const howToLook = ({ host }: Order) => `Check ${host} again to see how it is now; the worker’s log has the reason.`
const interrupted = (order: Order) =>
  `The worker stopped in the middle of it, so it may have been done or not; it is not run a second time. ${howToLook(order)}`

/** A report without anything run that we know of. */
function unrun(order: Order, outcome: ActionReport['outcome'], detail: string): ActionReport {
  const remedy = remedyOf(order.remedy)
  const args = remedy?.args.safeParse(order.args)
  const argvs = remedy && args?.success ? argvsOf(remedy, args.data, order.direction, undefined) : undefined
  return {
    schema: 'ssh-medic/action@1',
    orderId: order.id,
    remedy: order.remedy,
    args: order.args,
    direction: order.direction,
    host: order.host,
    command: commandLines(argvs ?? []),
    outcome,
    detail,
    ...(order.dryRun && { dryRun: true }),
    requestedBy: personOf(order),
    at: new Date().toISOString(),
  }
}

function personOf({ requestedBy: { id, name } }: Order) {
  return { id, ...(name !== undefined && { name }) }
}

async function conclude(
  order: Order,
  report: ActionReport,
  ending: Ending,
  surroundings: ActionSurroundings,
): Promise<void> {
  const anchor = await appendAudit(surroundings.redis, `${order.id}:${ending}`, resultOf(order, report))
  if (anchor && !report.dryRun) surroundings.observer?.acted(report)
  await noteFixed(surroundings.redis, report)
  // Both endings of one order may be told: a worker that was thought dead may still come back with the result.
  const replyId = `action-${order.id}-${ending}`
  await surroundings.outbox.reply(order.runId, replyId, { kind: 'action', action: report, ...(anchor && { anchor }) })
}
