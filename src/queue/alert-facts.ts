import type { Redis } from 'ioredis'
import type { Diagnosed } from '../domain/diagnosis.ts'
import type { ActionReport } from '../domain/message.ts'
import { withFix, withFound, withOrder, withoutFix } from '../monitor/changes.ts'
import { changeAlert, lastAlertOf, openAlertOf } from '../store/alerts.ts'
import type { Order } from './shapes.ts'

/** Whoever asked for the check: what it found belongs to the alert that is open for the host. */
export async function noteFound(redis: Redis, host: string, { evidence, diagnosis }: Diagnosed): Promise<void> {
  const alert = await openAlertOf(redis, host)
  const [answer] = diagnosis.findings
  if (!alert || !answer) return
  const { cause, title, confidence } = answer
  await changeAlert(redis, alert.id, (now) => withFound(now, host, { runId: evidence.runId, cause, title, confidence }))
}

/** A fix is about to be carried out: should the watch see the host answer before it is proven, its alert knows of it. */
export async function noteOrdered(
  redis: Redis,
  { host, remedy, direction, dryRun, requestedBy }: Order,
): Promise<void> {
  if (direction !== 'do' || dryRun) return
  const alert = await openAlertOf(redis, host)
  const ordered = { by: nameOnly(requestedBy), at: new Date().toISOString(), remedy }
  if (alert) await changeAlert(redis, alert.id, (now) => withOrder(now, host, ordered))
}

/** A fix that was verified ends the reminders; the alert itself ends when the watch has seen the host answer. */
export async function noteFixed(redis: Redis, report: ActionReport): Promise<void> {
  const { host, outcome, direction, dryRun, requestedBy, remedy, at } = report
  if (outcome !== 'verified' || dryRun) return
  const id = (await openAlertOf(redis, host))?.id ?? (await lastAlertOf(redis, host))
  if (id === null) return
  const fixed = { by: requestedBy ?? { id: 'somebody' }, at, remedy }
  await changeAlert(redis, id, (now) => (direction === 'do' ? withFix(now, host, fixed) : withoutFix(now, host)))
}

const nameOnly = ({ id, name }: Order['requestedBy']) => ({ id, ...(name !== undefined && { name }) })
