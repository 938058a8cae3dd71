import { createHash } from 'node:crypto'
import type { Alert, AlertHost, Common, Severity } from '../domain/alert.ts'
import { joined, opened, reopened, updated } from '../monitor/changes.ts'
import type { Gathered } from '../monitor/gathered.ts'
import { inWindow } from '../monitor/maintenance.ts'
import { withReport } from '../monitor/reports.ts'
import { belongs, type Failing, groupsOf } from '../monitor/storms.ts'
import { FLAP_WINDOW_MS } from '../monitor/transition.ts'
import { severityOf } from '../monitor/watchlist.ts'
import { changeAlert, lastAlertOf, noteLastAlert, openAlert, openAlerts, readAlert } from '../store/alerts.ts'
import { leaveGathering, readGathering } from '../store/gathering.ts'
import { readSilences } from '../store/silences.ts'
import { forgetWatched, opinionAbout } from '../store/watched.ts'
import { type Keeping, placeFor } from './keeping.ts'

interface Candidate extends Failing {
  move: Gathered
}

/** Opens alerts for the hosts that turned bad, once they waited their moment: each alone, or many as one. */
export async function keepOpening(keeping: Keeping): Promise<void> {
  const { redis, now, gatherMs } = keeping
  const gathered = await readGathering(redis)
  const silences = gathered.length === 0 ? new Map() : await readSilences(redis, new Date(now()))
  const ready = gathered.filter(({ host }) => !silences.has(host) && !isInWindow(host, keeping))
  if (!ready.some(({ at }) => Date.parse(at) + gatherMs <= now())) return
  const believed = await withoutContradicted(ready, keeping)
  const alone = await joinStorms(
    believed.map((move) => candidateOf(move, keeping)),
    keeping,
  )
  for (const { hosts, common } of groupsOf(alone)) await openFor(hosts, common, keeping)
}

function isInWindow(name: string, { hosts, config, now }: Keeping): boolean {
  const host = hosts.get(name)
  return host !== undefined && inWindow(config.watch, host, new Date(now()))
}

/** What another vantage sees working is no failing host: the first one looks again from the beginning. */
async function withoutContradicted(moves: readonly Gathered[], { redis }: Keeping): Promise<Gathered[]> {
  const believed: Gathered[] = []
  for (const move of moves) {
    const opinion = move.source === 'watch' ? await opinionAbout(redis, move.host) : undefined
    if (opinion?.state !== 'up' || opinion.at < move.at) {
      believed.push(move)
      continue
    }
    await forgetWatched(redis, move.vantage, move.host)
    await leaveGathering(redis, [move.host])
  }
  return believed
}

function candidateOf(move: Gathered, { hosts }: Keeping): Candidate {
  const host = hosts.get(move.host)
  const jump = host?.jump?.at(-1)
  const failing = { name: move.host, address: host?.address ?? '', vantage: move.vantage }
  return { ...failing, ...(jump !== undefined && { jump }), move }
}

/** Who has the same in common as a storm that is going on belongs to it. Returns the others. */
async function joinStorms(candidates: readonly Candidate[], { redis }: Keeping): Promise<Candidate[]> {
  const storms = (await openAlerts(redis)).filter(({ common }) => common !== undefined)
  const others: Candidate[] = []
  for (const candidate of candidates) {
    const storm = storms.find(({ common }) => common && belongs(candidate, common))
    const after = storm && (await changeAlert(redis, storm.id, (now) => joinedBy(now, candidate)))
    if (!after) {
      others.push(candidate)
      continue
    }
    await noteLastAlert(redis, candidate.name, after.id)
    await leaveGathering(redis, [candidate.name])
  }
  return others
}

const joinedBy = (storm: Alert, { move, ...host }: Candidate): Alert | undefined =>
  storm.state === 'resolved'
    ? undefined
    : reportedBy(joined(storm, alertHostOf(host, move), move.at), { ...host, move })

const alertHostOf = ({ name, address, vantage }: Failing, move: Gathered): Omit<AlertHost, 'state'> => ({
  ...{ name, address, vantage, since: move.at },
  symptom: move.symptom ?? 'SSH fails',
})

async function openFor(hosts: readonly Candidate[], common: Common | undefined, keeping: Keeping): Promise<void> {
  const { redis } = keeping
  const [first] = hosts
  if (!first) return
  const place = placeFor(first.name, keeping)
  const names = hosts.map(({ name }) => name)
  if (!place) return leaveGathering(redis, names)
  if (hosts.length === 1 && (await goesOn(first, keeping))) return leaveGathering(redis, names)
  const { move } = first
  const alert = opened(
    {
      id: alertIdOf(hosts),
      severity: worstOf(hosts, keeping),
      source: move.source,
      place,
      hosts: hosts.map((host) => alertHostOf(host, host.move)),
      ...(common && { common }),
    },
    move.at,
  )
  const taken = await openAlert(redis, hosts.reduce(reportedBy, alert))
  // A host that got another alert meanwhile stays there; the rest is tried again in the next round.
  if (taken !== undefined) return leaveGathering(redis, [taken])
  for (const name of names) await noteLastAlert(redis, name, alert.id)
  await leaveGathering(redis, names)
}

const reportedBy = (alert: Alert, { name, move: { reports } }: Candidate): Alert =>
  Object.entries(reports).reduce(
    (before, [fingerprint, words]) => withReport(before, { host: name, report: { ...words, fingerprint } }),
    alert,
  )

/** The same hosts, turned bad by the same moves, are the same alert: opening it again opens nothing. */
const alertIdOf = (hosts: readonly Candidate[]): string => {
  const moves = hosts.map(({ move }) => move.id).sort()
  return `alert-${createHash('sha256').update(moves.join('\n')).digest('hex').slice(0, 24)}`
}

/** A host that fails again soon after: its thread goes on. */
async function goesOn({ move, ...host }: Candidate, { redis }: Keeping): Promise<boolean> {
  const id = await lastAlertOf(redis, host.name)
  const last = id === null ? undefined : await readAlert(redis, id)
  if (!last || last.hosts.length > 1) return false
  const overMs = Date.parse(last.resolvedAt ?? last.openedAt)
  if (Date.parse(move.at) - overMs > FLAP_WINDOW_MS) return false
  const again = (alert: Alert) =>
    alert.state === 'resolved'
      ? reportedBy(reopened(alert, alertHostOf(host, move), move.at), { ...host, move })
      : updated(alert, host.name, move.symptom ?? 'SSH fails', move.at)
  return (await changeAlert(redis, last.id, again)) !== undefined
}

const WORST: readonly Severity[] = ['critical', 'warning', 'info']

function worstOf(candidates: readonly Candidate[], { hosts, config }: Keeping): Severity {
  const all = candidates.map(({ name }) => severityOf(config.watch, hosts.get(name) ?? { tags: [] }))
  return WORST.find((one) => all.includes(one)) ?? 'warning'
}
