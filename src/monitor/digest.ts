import type { Alert } from '../domain/alert.ts'

/** A check of the time that is summed up. */
export interface PastCheck {
  host: string
  startedAt: string
  verdict: 'healthy' | 'faulty' | 'undetermined'
  cause?: string | undefined
  title?: string | undefined
}

/** A fix that ended. */
interface PastFix {
  at: string
  remedy: string
  verified: boolean
}

/** All that is remembered; what lies outside the time that is summed up does not count. */
export interface Remembered {
  checks: readonly PastCheck[]
  alerts: readonly Alert[]
  fixes: readonly PastFix[]
}

export interface Digest {
  from: string
  to: string
  checks: { total: number; faulty: number; undetermined: number; hosts: number }
  /** What was found, by how many hosts had it. */
  causes: { cause: string; title: string; hosts: number; checks: number }[]
  /** Those that were opened in that time, those that ended in it, and those that are open at its end. */
  alerts: { opened: number; ended: number; open: number }
  /** From the opening of an alert to its end. */
  timeToFix?: { meanMs: number; longestMs: number; longestHost: string }
  fixes: { remedy: string; verified: number; total: number }[]
  /** The hosts that gave the most to do: their alerts, and checks that found a fault. */
  noisiest: { host: string; alerts: number; faults: number }[]
}

const SHOWN = 5

/** Sums up what happened from one moment until right before another (ms). Pure. */
export function digestOf({ checks, alerts, fixes }: Remembered, fromMs: number, toMs: number): Digest {
  const isIn = (at: string | undefined) => at !== undefined && Date.parse(at) >= fromMs && Date.parse(at) < toMs
  const checked = checks.filter(({ startedAt }) => isIn(startedAt))
  const opened = alerts.filter(({ openedAt }) => isIn(openedAt))
  const ended = alerts.filter(({ resolvedAt }) => isIn(resolvedAt))
  const faulty = checked.filter(({ verdict }) => verdict === 'faulty')
  const timeToFix = timeToFixOf(ended)
  return {
    from: new Date(fromMs).toISOString(),
    to: new Date(toMs).toISOString(),
    checks: {
      total: checked.length,
      faulty: faulty.length,
      undetermined: checked.filter(({ verdict }) => verdict === 'undetermined').length,
      hosts: new Set(checked.map(({ host }) => host)).size,
    },
    causes: causesOf(faulty),
    alerts: { opened: opened.length, ended: ended.length, open: alerts.filter((one) => isOpenAt(one, toMs)).length },
    ...(timeToFix && { timeToFix }),
    fixes: fixesOf(fixes.filter(({ at }) => isIn(at))),
    noisiest: noisiestOf(opened, faulty),
  }
}

const isOpenAt = ({ openedAt, resolvedAt }: Alert, ms: number): boolean =>
  Date.parse(openedAt) < ms && (resolvedAt === undefined || Date.parse(resolvedAt) >= ms)

function causesOf(faulty: readonly PastCheck[]): Digest['causes'] {
  const groups = grouped(
    faulty.filter(({ cause }) => cause !== undefined),
    ({ cause = '' }) => cause,
  )
  return groups
    .map(([cause, all]) => ({
      cause,
      title: all[0]?.title ?? cause,
      hosts: new Set(all.map(({ host }) => host)).size,
      checks: all.length,
    }))
    .sort((a, b) => b.hosts - a.hosts || b.checks - a.checks || a.cause.localeCompare(b.cause))
    .slice(0, SHOWN)
}

function timeToFixOf(ended: readonly Alert[]): Digest['timeToFix'] {
  const times = ended.map(({ openedAt, resolvedAt = openedAt, hosts }) => ({
    ms: Date.parse(resolvedAt) - Date.parse(openedAt),
    host: hosts.length === 1 ? (hosts[0]?.name ?? '') : `${hosts.length} hosts`,
  }))
  const [longest] = times.toSorted((a, b) => b.ms - a.ms)
  if (!longest) return undefined
  const meanMs = Math.round(times.reduce((sum, { ms }) => sum + ms, 0) / times.length)
  return { meanMs, longestMs: longest.ms, longestHost: longest.host }
}

function fixesOf(fixes: readonly PastFix[]): Digest['fixes'] {
  return grouped(fixes, ({ remedy }) => remedy)
    .map(([remedy, all]) => ({ remedy, verified: all.filter((one) => one.verified).length, total: all.length }))
    .sort((a, b) => b.total - a.total || a.remedy.localeCompare(b.remedy))
    .slice(0, SHOWN)
}

function noisiestOf(opened: readonly Alert[], faulty: readonly PastCheck[]): Digest['noisiest'] {
  const counts = new Map<string, { alerts: number; faults: number }>()
  const of = (host: string) => counts.get(host) ?? { alerts: 0, faults: 0 }
  for (const { name } of opened.flatMap(({ hosts }) => hosts))
    counts.set(name, { ...of(name), alerts: of(name).alerts + 1 })
  for (const { host } of faulty) counts.set(host, { ...of(host), faults: of(host).faults + 1 })
  return [...counts]
    .map(([host, count]) => ({ host, ...count }))
    .sort((a, b) => b.alerts - a.alerts || b.faults - a.faults || a.host.localeCompare(b.host))
    .slice(0, SHOWN)
}

function grouped<T>(all: readonly T[], by: (one: T) => string): [string, T[]][] {
  const groups = new Map<string, T[]>()
  for (const one of all) groups.set(by(one), [...(groups.get(by(one)) ?? []), one])
  return [...groups]
}
