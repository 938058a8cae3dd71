import type { Redis } from 'ioredis'
import type { ActionReport } from '../domain/message.ts'
import { type AuditEvent, appendAudit } from '../store/audit.ts'
import type { Outbox } from './outbox.ts'
import type { ActionJob, Order } from './shapes.ts'

/** Which end of an order is told: two of them may be. */
export type Ending = 'result' | 'interrupted' | 'vantage' | 'too-late'

interface Recording {
  redis: Redis
  outbox: Outbox
  onError: (error: Error) => void
}

/** What became of an order, for the audit log. */
export const resultOf = (order: Order, report: ActionReport): AuditEvent => ({
  event: report.outcome === 'refused' ? 'refused' : 'result',
  ...factsOf(order),
  command: report.command,
  ...(report.ran && { ran: report.ran }),
  outcome: report.outcome,
  detail: report.detail,
  at: report.at,
})

const factsOf = (order: Order) => ({
  orderId: order.id,
  runId: order.runId,
  host: order.host,
  vantage: order.vantage,
  remedy: order.remedy,
  args: order.args,
  direction: order.direction,
  requestedBy: order.requestedBy.id,
  approvedBy: order.approvedBy.map(({ id }) => id),
  ...(order.reason !== undefined && { reason: order.reason }),
})

/** An order that cannot be trusted is not acted on; it goes on record, and the thread that it claims to belong to hears why. */
export async function refuseUnverified(
  jobId: string,
  { signed, keyId }: ActionJob,
  because: string,
  { redis, outbox, onError }: Recording,
): Promise<void> {
  onError(new Error(`an order was refused: ${because}`))
  const claimed = claimedBy(signed)
  await appendAudit(redis, `unverified:${jobId}`, {
    event: 'refused',
    ...claimed.facts,
    detail: `The order in job ${jobId}, under key ${keyId.slice(0, 64)}, was refused: ${because}.`,
    at: new Date().toISOString(),
  })
  if (!claimed.thread) return
  const { id, runId } = claimed.thread
  const text = `Nothing was changed: ${because}.`
  await outbox.reply(runId, `refused-${id}`, { kind: 'note', text })
}

/**
 * A copy of an order that was claimed under another job, or begun here although its claim is gone, is dropped; its thread hears
 * of the first one.
 */
export async function refuseReplayed(
  jobId: string,
  order: Order,
  known: 'claimed' | 'begun',
  { redis, onError }: Recording,
): Promise<void> {
  onError(
    new Error(
      known === 'claimed' ? `order ${order.id} was sent twice: dropped` : `order ${order.id} came again: dropped`,
    ),
  )
  const because = known === 'claimed' ? 'an order is carried out once' : 'it was begun here before'
  await appendAudit(redis, `replayed:${order.id}:${jobId}:${known}`, {
    event: 'refused',
    ...factsOf(order),
    detail: `A copy of the order came as job ${jobId.slice(0, 200)}: ${because}.`,
    at: new Date().toISOString(),
  })
}

/** What unverified bytes say of themselves, cut to size: claims, not facts. */
function claimedBy(signed: string): { facts: Partial<AuditEvent>; thread?: { id: string; runId: string } } {
  try {
    const claims = JSON.parse(signed) as Partial<Record<keyof Order, unknown>>
    const text = (name: keyof Order) => (typeof claims[name] === 'string' ? claims[name].slice(0, 200) : undefined)
    const [id, runId, host, remedy] = [text('id'), text('runId'), text('host'), text('remedy')]
    const facts = {
      ...(id && { orderId: id }),
      ...(runId && { runId }),
      ...(host && { host }),
      ...(remedy && { remedy }),
    }
    return { facts, ...(id && runId && { thread: { id, runId } }) }
  } catch {
    return { facts: {} }
  }
}
