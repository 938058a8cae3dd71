import type { Alert, AlertReport } from '../domain/alert.ts'
import { recovered, withNote } from './changes.ts'
import { capital, senderName } from './words.ts'

/** What another monitoring says of a host, under the fingerprint by which it knows its alert. */
export interface Reported {
  host: string
  at: string
  report: AlertReport & { fingerprint: string }
}

/**
 * What a report makes of the alert of its host; undefined when it says nothing new. An alert that another monitoring raised is
 * over when no alert of it about the host fires any more; one of our own watch ends by what the watch sees.
 */
export function reported(alert: Alert, { host, at, report }: Reported): Alert | undefined {
  const before = alert.reports?.[report.fingerprint]
  if (before?.state === report.state) return undefined
  const after = withReport(alert, { host, report })
  const told = withNote(after, at, `${capital(senderName(report.by))} says: ${report.title} (${report.state}).`)
  if (report.state === 'firing') return failingAgain(told, host, at)
  const stillFires = Object.values(after.reports ?? {}).some((one) => one.host === host && one.state === 'firing')
  return alert.source === 'watch' || stillFires ? told : (recovered(told, host, at) ?? told)
}

/** The alert with the report in it, and nothing told. */
export function withReport(alert: Alert, { host, report }: Pick<Reported, 'host' | 'report'>): Alert {
  const { fingerprint, ...words } = report
  return { ...alert, reports: { ...alert.reports, [fingerprint]: { ...words, host } } }
}

/** A host of a storm that had come back. */
const failingAgain = (alert: Alert, name: string, at: string): Alert => ({
  ...alert,
  hosts: alert.hosts.map((host) =>
    host.name === name && host.state === 'up' ? { ...host, state: 'down', since: at } : host,
  ),
})
