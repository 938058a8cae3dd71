import type { Alert } from '../domain/alert.ts'

/** A check as its host's history tells it, as far as this looks at it. */
interface Run {
  runId: string
  client?: string | undefined
}

/**
 * When what a check found ended with the alert that it belongs to; undefined while it may still hold. A client's own trouble
 * does not end with its host's. Pure.
 */
export function endOf({ runId, client }: Run, name: string, alert: Alert | undefined): string | undefined {
  if (alert?.state !== 'resolved' || client !== undefined) return undefined
  const host = alert.hosts.find((one) => one.name === name)
  return host?.found?.runId === runId && host.state === 'up' ? alert.resolvedAt : undefined
}
