import type { Redis } from 'ioredis'
import type { Alert } from '../domain/alert.ts'
import { type AlertAct, acted, type Quiet, quietUntil } from '../monitor/acts.ts'
import type { Digest } from '../monitor/digest.ts'
import { changeAlert, lastAlertsOf, openAlerts, readAlert } from '../store/alerts.ts'
import { setSilence } from '../store/silences.ts'
import { sumUp } from './digest.job.ts'
import type { Person } from './shapes.ts'

/** What people do with alerts, on the bot's side. Every call fails with `QueueAway` within a second when Redis is away. */
export interface AlertDesk {
  alert(id: string): Promise<Alert | undefined>
  openAlerts(): Promise<Alert[]>
  /** For each of these hosts the alert that is open, or else the last that it had. */
  lastAlerts(hosts: readonly string[]): Promise<Map<string, Alert>>
  /** Sums up what happened to these hosts from one moment until another (ms). */
  digest(hosts: readonly string[], fromMs: number, toMs: number): Promise<Digest>
  /** Does it once; maintenance keeps the alert's hosts from raising new ones, too. Returns what the person is told; undefined when nothing is known of the alert any more. */
  actOnAlert(id: string, act: AlertAct, by: Person): Promise<string | undefined>
}

export const createAlertDesk = (redis: Redis, quickly: <T>(work: () => Promise<T>) => Promise<T>): AlertDesk => ({
  alert: (id) => quickly(() => readAlert(redis, id)),
  openAlerts: () => quickly(() => openAlerts(redis)),
  lastAlerts: (hosts) => quickly(() => lastAlertsOf(redis, hosts)),
  digest: (hosts, fromMs, toMs) =>
    quickly(() => sumUp({ redis, hosts: hosts.map((name) => ({ name })) }, fromMs, toMs)),
  actOnAlert: (id, act, by) => quickly(() => actOn(redis, id, act, nameOnly(by))),
})

const nameOnly = ({ id, name }: Person) => ({ id, ...(name !== undefined && { name }) })

async function actOn(redis: Redis, id: string, act: AlertAct, by: ReturnType<typeof nameOnly>) {
  const now = new Date()
  if (act.act === 'maintenance') await silence(redis, id, by, act, now)
  let told: string | undefined
  await changeAlert(redis, id, (alert) => {
    const result = acted(alert, act, by, now)
    told = result.told
    return 'alert' in result ? result.alert : undefined
  })
  return told
}

/** First, so that an alert never says of its hosts what is not so. */
async function silence(redis: Redis, id: string, by: ReturnType<typeof nameOnly>, quiet: Quiet, now: Date) {
  const alert = await readAlert(redis, id)
  if (!alert || alert.state === 'resolved') return
  const given = { by, at: now.toISOString(), until: quietUntil(quiet, now) }
  for (const { name } of alert.hosts) await setSilence(redis, name, given)
}
