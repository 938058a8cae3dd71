import { randomBytes } from 'node:crypto'
import type { Alert, AlertHost, Common, Severity } from '../domain/alert.ts'
import { joined, opened, reopened } from '../monitor/changes.ts'
import type { Gathered } from '../monitor/gathered.ts'
import { inWindow } from '../monitor/maintenance.ts'
import { withReport } from '../monitor/reports.ts'
import { belongs, type Failing, groupsOf } from '../monitor/storms.ts'
import { FLAP_WINDOW_MS } from '../monitor/transition.ts'
import { severityOf } from '../monitor/watchlist.ts'
import { changeAlert, lastAlertOf, openAlert, openAlerts, readAlert } from '../store/alerts.ts'
import { readGathering } from '../store/gathering.ts'
import { readSilences } from '../store/silences.ts'
import { believable } from './keep-believed.ts'
import { type Keeping, placeFor } from './keeping.ts'

interface Candidate extends Failing {
  move: Gathered
  severity: Severity
}

/**
 * Opens alerts for the hosts that turned bad: each alone, or many as one. Each waits its moment for a second opinion; with
 * whom it has something in common shows from those that still wait, too.
 */
export async function keepOpening(keeping: Keeping): Promise<void> {
  const { redis, now, gatherMs } = keeping
  const gathered = await readGathering(redis)
  if (gathered.length === 0) return
  const silences = await readSilences(redis, new Date(now()))
  const ready = gathered.filter(({ host }) => !silences.has(host) && !isInWindow(host, keeping))
  const hasWaited = ({ move }: Pick<Candidate, 'move'>) => move.sinceMs + gatherMs <= now()
  if (!ready.some((move) => hasWaited({ move }))) return
  const believed = (await believable(ready, keeping)).map((move) => candidateOf(move, keeping))
  const others = await joinStorms(believed, hasWaited, keeping)
  for (const { hosts, common } of groupsOf(others)) await openFor(hosts.filter(hasWaited), common, keeping)
}

function isInWindow(name: string, { hosts, config, now }: Keeping): boolean {
  const host = hosts.get(name)
  return host !== undefined && inWindow(config.watch, host, new Date(now()))
}

function candidateOf(move: Gathered, { hosts, config }: Keeping): Candidate {
  const host = hosts.get(move.host)
  const jump = host?.jumps?.at(-1)?.name
  const failing = { name: move.host, address: host?.address ?? '', vantage: move.vantage }
  const severity = severityOf(config.watch, host ?? { tags: [] })
  return { ...failing, ...(jump !== undefined && { jump }), move, severity }
}

/** Who has the same in common as a storm that still grows belongs to it. Returns the others. */
async function joinStorms(
  candidates: readonly Candidate[],
  hasWaited: (one: Candidate) => boolean,
  { redis }: Keeping,
): Promise<Candidate[]> {
  const storms = (await openAlerts(redis)).filter(({ common }) => common !== undefined)
  let others = [...candidates]
  for (const storm of storms) {
    const members = others.filter((one) => belongs(one, one.move.at, storm))
    if (members.length === 0) continue
    others = others.filter((one) => !members.includes(one))
    const joining = members.filter(hasWaited)
    if (joining.length > 0) await changeAlert(redis, storm.id, (now) => joinedBy(now, joining), namesOf(joining))
  }
  return others
}

const namesOf = (candidates: readonly Candidate[]) => candidates.map(({ name }) => name)

const joinedBy = (storm: Alert, joining: readonly Candidate[]): Alert | undefined =>
  storm.state === 'resolved' ? undefined : withAll(joining, joined(storm, joining.map(alertHostOf), newestOf(joining)))

const newestOf = (candidates: readonly Candidate[]): string =>
  candidates
    .map(({ move }) => move.at)
    .sort()
    .at(-1) ?? ''

const alertHostOf = ({ name, address, vantage, move }: Candidate): Omit<AlertHost, 'state'> => ({
  ...{ name, address, vantage, since: move.at },
  symptom: move.symptom ?? 'SSH fails',
})

/** With what other monitorings say of these hosts, and as bad as the worst of them. */
function withAll(candidates: readonly Candidate[], alert: Alert): Alert {
  const severity = worstOf([alert.severity, ...candidates.map((one) => one.severity)])
  return candidates.reduce(reportedBy, { ...alert, severity })
}

const reportedBy = (alert: Alert, { name, move: { reports } }: Candidate): Alert =>
  Object.entries(reports).reduce(
    (before, [fingerprint, words]) => withReport(before, { host: name, report: { ...words, fingerprint } }),
    alert,
  )

const WORST: readonly Severity[] = ['critical', 'warning', 'info']
const worstOf = (all: readonly Severity[]): Severity => WORST.find((one) => all.includes(one)) ?? 'warning'

/** One of whose hosts came back or was taken in the same moment is tried again in the next round, without that host. */
async function openFor(hosts: readonly Candidate[], common: Common | undefined, keeping: Keeping): Promise<void> {
  const severity = worstOf(hosts.map((one) => one.severity))
  const [first] = hosts.filter((one) => one.severity === severity)
  const place = first && placeFor(first.name, keeping)
  if (!place || (await goesOn(hosts, common ?? first.name, keeping))) return
  const alert = opened(
    {
      id: `alert-${randomBytes(12).toString('hex')}`,
      severity,
      source: first.move.source,
      place,
      hosts: hosts.map(alertHostOf),
      ...(common && { common }),
    },
    first.move.at,
  )
  await openAlert(keeping.redis, withAll(hosts, alert))
}

/** What fails again soon after: its thread goes on. */
async function goesOn(hosts: readonly Candidate[], about: string | Common, { redis }: Keeping): Promise<boolean> {
  const id = await lastAlertOf(redis, about)
  const last = id === null ? undefined : await readAlert(redis, id)
  if (last?.resolvedAt === undefined || (typeof about === 'string') !== (last.common === undefined)) return false
  const at = newestOf(hosts)
  if (Date.parse(at) - Date.parse(last.resolvedAt) > FLAP_WINDOW_MS) return false
  const again = (alert: Alert) =>
    alert.state === 'resolved' ? withAll(hosts, reopened(alert, hosts.map(alertHostOf), at)) : undefined
  return (await changeAlert(redis, last.id, again, namesOf(hosts))) !== undefined
}
