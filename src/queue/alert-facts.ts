import type { Redis } from 'ioredis'
import type { Diagnosed } from '../domain/diagnosis.ts'
import type { ActionReport } from '../domain/message.ts'
import { withFix, withFound } from '../monitor/changes.ts'
import { changeAlert, openAlertOf } from '../store/alerts.ts'

/** Whoever asked for the check: what it found belongs to the alert that is open for the host. */
export async function noteFound(redis: Redis, host: string, { evidence, diagnosis }: Diagnosed): Promise<void> {
  const alert = await openAlertOf(redis, host)
  const [answer] = diagnosis.findings
  if (!alert || !answer) return
  const { cause, title, confidence } = answer
  await changeAlert(redis, alert.id, (now) => withFound(now, host, { runId: evidence.runId, cause, title, confidence }))
}

/** A fix that was verified ends the reminders; the alert itself ends when the watch has seen the host answer. */
export async function noteFixed(redis: Redis, report: ActionReport): Promise<void> {
  const { host, outcome, direction, dryRun, requestedBy, remedy, at } = report
  if (outcome !== 'verified' || direction !== 'do' || dryRun) return
  const alert = await openAlertOf(redis, host)
  const by = requestedBy ?? { id: 'somebody' }
  if (alert) await changeAlert(redis, alert.id, (now) => withFix(now, host, { by, at, remedy }))
}
