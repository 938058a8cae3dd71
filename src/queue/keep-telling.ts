import type { Alert, AlertHost, Severity } from '../domain/alert.ts'
import type { Head } from '../domain/message.ts'
import { abandoned, attended, isAwaited, isFreshAt } from '../monitor/changes.ts'
import { escalated } from '../monitor/escalate.ts'
import { raisedBy } from '../monitor/words.ts'
import { ALERT_KEPT_S, alertTold, changeAlert, openAlerts, readAlert, untoldAlerts } from '../store/alerts.ts'
import { forgetWatched } from '../store/watched.ts'
import { countWorkers } from '../store/workers.ts'
import { askedBy, unattended } from './asked.ts'
import type { Keeping } from './keeping.ts'
import { checkQueue } from './queues.ts'
import type { CheckJob } from './shapes.ts'

/** The lower the sooner: what people ask for and what is critical goes before the rest. */
const PRIORITY: Record<Severity, number> = { critical: 0, warning: 5, info: 10 }

/** Brings each alert that was changed into its thread. Told again, it says nothing new. */
export async function keepTelling(keeping: Keeping): Promise<void> {
  const { redis } = keeping
  const alerts = await Promise.all((await untoldAlerts(redis)).map((id) => readAlert(redis, id)))
  const known = alerts.flatMap((alert) => alert ?? [])
  for (const alert of known.sort((one, other) => PRIORITY[one.severity] - PRIORITY[other.severity])) {
    await tell(alert, keeping)
    await alertTold(redis, alert)
  }
}

async function tell(alert: Alert, keeping: Keeping): Promise<void> {
  const { outbox } = keeping
  const { notes, asked, place, ...shown } = alert
  const { channel, ...lasting } = place
  await outbox.say(alert.id, {
    place: { channel, lasting },
    head: { state: 'alert', alert: shown },
    replies: notes.map(({ id, ...note }) => ({ id, reply: { kind: 'alert', ...note } })),
    priority: PRIORITY[alert.severity],
    keepS: ALERT_KEPT_S,
  })
  const fresh = asked.filter((check) => isFreshAt(check, keeping.now()))
  for (const check of fresh) await askCheck(alert, check, keeping)
}

/** A full check, told in the alert's thread. Asked again, it is the same one. */
async function askCheck(alert: Alert, { runId, host, vantage, at }: Alert['asked'][number], keeping: Keeping) {
  const { outbox } = keeping
  const port = keeping.watched.get(host)?.settings.port
  const by = { id: alert.source, name: raisedBy(alert) }
  const job: CheckJob = { runId, host, requestedBy: by, requestedAt: at, ...(port !== undefined && { port }) }
  const workers = await countWorkers(keeping.redis, vantage)
  const head: Head = {
    state: 'queued',
    asked: askedBy(job, vantage),
    ...(workers === 0 && { waiting: unattended(vantage) }),
  }
  await outbox.open(runId, { channel: alert.place.channel, within: alert.id }, head)
  await keeping.queue(checkQueue(vantage)).add('check', job, { jobId: runId })
  await outbox.wake(runId)
}

/** Says when nobody is there to look for the cause, and when somebody is again. */
export async function keepAttended({ redis }: Keeping): Promise<void> {
  const waiting = (await openAlerts(redis)).filter(({ hosts }) => hosts.some(isAwaited))
  const vantages = new Set(waiting.flatMap(({ hosts }) => hosts.filter(isAwaited).map(({ vantage }) => vantage)))
  for (const vantage of vantages) {
    const workers = await countWorkers(redis, vantage)
    for (const { id } of waiting.filter((alert) => attended(alert, vantage, workers)))
      await changeAlert(redis, id, (now) => attended(now, vantage, workers))
  }
}

/** Closes what nobody watches any more; put back under watch, such a host begins anew. */
export async function keepAbandoned({ redis, watched, now }: Keeping): Promise<void> {
  for (const alert of await openAlerts(redis)) {
    const isWatched = ({ name, state }: AlertHost) => state === 'down' && watched.has(name)
    if (alert.source !== 'watch' || alert.hosts.some(isWatched)) continue
    for (const { name, vantage } of alert.hosts) await forgetWatched(redis, vantage, name)
    await changeAlert(redis, alert.id, (current) => abandoned(current, new Date(now()).toISOString()))
  }
}

/** Reminds, and mentions the next on call, where nobody has taken an alert. */
export async function keepEscalating({ redis, config, now }: Keeping): Promise<void> {
  const nowMs = now()
  for (const alert of await openAlerts(redis)) {
    if (!escalated(alert, config.watch, nowMs)) continue
    await changeAlert(redis, alert.id, (current) => escalated(current, config.watch, nowMs))
  }
}
