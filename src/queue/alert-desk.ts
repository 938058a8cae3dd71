import type { Redis } from 'ioredis'
import type { Alert } from '../domain/alert.ts'
import { type AlertAct, acted } from '../monitor/acts.ts'
import { changeAlert, readAlert } from '../store/alerts.ts'
import { setSilence } from '../store/silences.ts'
import type { Person } from './shapes.ts'

/** What people do with alerts, on the bot's side. Every call fails with `QueueAway` within a second when Redis is away. */
export interface AlertDesk {
  alert(id: string): Promise<Alert | undefined>
  /** Does it once. Returns what the person is told; undefined when nothing is known of the alert any more. */
  actOnAlert(id: string, act: AlertAct, by: Person): Promise<string | undefined>
  /** The alert's hosts raise no alerts for so long. */
  silence(alert: Alert, by: Person, minutes: number): Promise<void>
}

export const createAlertDesk = (redis: Redis, quickly: <T>(work: () => Promise<T>) => Promise<T>): AlertDesk => ({
  alert: (id) => quickly(() => readAlert(redis, id)),
  actOnAlert: (id, act, by) => quickly(() => actOn(redis, id, act, nameOnly(by))),
  silence: (alert, by, minutes) => quickly(() => silence(redis, alert, nameOnly(by), minutes)),
})

const nameOnly = ({ id, name }: Person) => ({ id, ...(name !== undefined && { name }) })

async function actOn(redis: Redis, id: string, act: AlertAct, by: ReturnType<typeof nameOnly>) {
  let told: string | undefined
  await changeAlert(redis, id, (alert) => {
    const result = acted(alert, act, by, new Date())
    told = result.told
    return 'alert' in result ? result.alert : undefined
  })
  return told
}

async function silence(redis: Redis, { hosts }: Alert, by: ReturnType<typeof nameOnly>, minutes: number) {
  const now = Date.now()
  const given = { by, at: new Date(now).toISOString(), until: new Date(now + minutes * 60_000).toISOString() }
  for (const { name } of hosts) await setSilence(redis, name, given)
}
