import type { AlertReport } from '../domain/alert.ts'

/** A host that turned bad and has no alert yet: as it was seen first, with all that other monitorings say of it. */
export interface Gathered {
  id: string
  host: string
  vantage: string
  at: string
  /** Since when (ms) it waits to become an alert. */
  sinceMs: number
  /** Who is to see it well again: our own watch, when that saw it too. */
  source: 'watch' | 'webhook'
  symptom?: string
  /** What fires about it elsewhere, by fingerprint. */
  reports: Record<string, AlertReport>
}

/** What became of a host. */
export interface Seen extends Omit<Gathered, 'reports' | 'sinceMs'> {
  move: 'open' | 'update' | 'flapping' | 'resolve'
  report?: AlertReport & { fingerprint: string }
}

/** What is gathered of a host after one more move; undefined when nobody says any more that it is bad. */
export function gatheredAfter(before: Gathered | undefined, seen: Seen, nowMs: number): Gathered | undefined {
  const { move, report, ...rest } = seen
  const fresh = { ...rest, sinceMs: nowMs, reports: {} }
  if (report) return afterReport(before, fresh, report)
  if (move === 'open')
    return before && !isStale(before, seen)
      ? { ...fresh, ...firstOf(before) }
      : { ...fresh, reports: before?.reports ?? {} }
  if (move !== 'resolve' || !before || seen.at < before.at) return before
  const { symptom: _seen, ...others } = before
  return Object.keys(before.reports).length > 0 ? { ...others, source: 'webhook' } : undefined
}

/** The watch tells once that a host turned bad: what it told of earlier was over long ago, and came again. */
const isStale = (before: Gathered, { at, source }: Seen): boolean =>
  source === 'watch' && before.source === 'watch' && before.at < at

/** What stays as it was at first. */
const firstOf = ({ id, at, sinceMs, reports }: Gathered) => ({ id, at, sinceMs, reports })

function afterReport(
  before: Gathered | undefined,
  fresh: Gathered,
  { fingerprint, ...words }: NonNullable<Seen['report']>,
): Gathered | undefined {
  if (words.state === 'firing') return { ...(before ?? fresh), reports: { ...before?.reports, [fingerprint]: words } }
  if (!before) return undefined
  const { [fingerprint]: _over, ...reports } = before.reports
  return before.source === 'watch' || Object.keys(reports).length > 0 ? { ...before, reports } : undefined
}
