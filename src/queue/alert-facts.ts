import type { Redis } from 'ioredis'
import type { AlertCheck } from '../domain/alert.ts'
import type { Diagnosed } from '../domain/diagnosis.ts'
import type { ActionReport } from '../domain/message.ts'
import { withEnded, withFix, withOrder, withoutFix } from '../monitor/changes.ts'
import { changeAlert, lastAlertOf, openAlertOf } from '../store/alerts.ts'
import type { Order } from './shapes.ts'

/** Whoever asked for the check: what it found belongs to the alert that is open for the host, or that asked for it. */
export async function noteFound(redis: Redis, host: string, { evidence, diagnosis }: Diagnosed): Promise<void> {
  const { runId } = evidence
  const id = await alertIdFor(redis, host, runId)
  if (id === undefined) return
  const [answer] = diagnosis.findings
  const found = answer && { runId, cause: answer.cause, title: answer.title, confidence: answer.confidence }
  await changeAlert(redis, id, (now) => withEnded(now, host, { runId, state: diagnosis.verdict }, found))
}

/** A check ended without an answer: the alert that waits for it must not say for ever that it is under way. */
export async function noteUnanswered(redis: Redis, host: string, check: AlertCheck): Promise<void> {
  const id = await alertIdFor(redis, host, check.runId)
  if (id !== undefined) await changeAlert(redis, id, (now) => withEnded(now, host, check))
}

/** A host that answers soon ends its alert before the check of it has ended. */
const alertIdFor = async (redis: Redis, host: string, runId: string): Promise<string | undefined> =>
  (await openAlertOf(redis, host))?.id ?? /^(alert-.+)\.\d+$/.exec(runId)?.[1]

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
