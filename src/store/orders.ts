import type { Redis } from 'ioredis'
import type { ActionReport } from '../domain/message.ts'
import { KEEP_S, PREFIX } from './redis-client.ts'

const keyOf = (orderId: string) => `${PREFIX}:order:${orderId}`

/** Whether an order may be carried out, and if not, what became of it. */
export type OrderClaim = { mine: true } | { mine: false; jobId: string; report: ActionReport | undefined }

/** Claims an order for this job; an order is claimed once for all time that it is valid. */
export async function claimOrder(redis: Redis, orderId: string, jobId: string): Promise<OrderClaim> {
  if ((await redis.hsetnx(keyOf(orderId), 'jobId', jobId)) === 1) {
    await redis.expire(keyOf(orderId), KEEP_S)
    return { mine: true }
  }
  const fields = await redis.hgetall(keyOf(orderId))
  const report = fields.report
  return {
    mine: false,
    jobId: fields.jobId ?? '',
    report: report === undefined ? undefined : (JSON.parse(report) as ActionReport),
  }
}

/** Records what became of a claimed order. */
export async function closeOrder(redis: Redis, orderId: string, report: ActionReport): Promise<void> {
  await redis.hset(keyOf(orderId), 'report', JSON.stringify(report))
}
