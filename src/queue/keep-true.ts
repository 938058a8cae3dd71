import type { Alert, AlertHost } from '../domain/alert.ts'
import { flapping, recovered } from '../monitor/changes.ts'
import type { Watched } from '../monitor/transition.ts'
import { changeAlert, openAlertIds, openAlerts } from '../store/alerts.ts'
import { readGathering } from '../store/gathering.ts'
import { failingHosts } from '../store/watched.ts'
import { gatherAll } from './keep-moves.ts'
import type { Keeping } from './keeping.ts'

/**
 * Compares the alerts with what the watch itself remembers. Moves tell what changed, and each is told once: one may have
 * been dropped by a bot that did not know the host yet, or taken by a keeper that slept too long. What is lost so would be
 * an alert that never opens, or never ends.
 */
export async function keepTrue(keeping: Keeping): Promise<void> {
  const open = await openAlerts(keeping.redis)
  for (const vantage of new Set([...keeping.watched.values()].map((one) => one.vantage))) {
    const failing = await failingHosts(keeping.redis, vantage)
    for (const alert of open) {
      await endUnheard(alert, vantage, failing, keeping)
      await flapUnheard(alert, vantage, failing, keeping)
    }
    await gatherUnheard(vantage, failing, keeping)
  }
}

/** Hosts of an alert that nobody says any more are bad. */
async function endUnheard(
  alert: Alert,
  vantage: string,
  failing: ReadonlyMap<string, Watched>,
  { redis, watched, now }: Keeping,
): Promise<void> {
  const isOver = (host: AlertHost) =>
    host.state === 'down' &&
    watched.get(host.name)?.vantage === vantage &&
    !failing.has(host.name) &&
    !Object.values(alert.reports ?? {}).some((one) => one.host === host.name && one.state === 'firing')
  const over = alert.hosts.filter(isOver)
  const at = new Date(now()).toISOString()
  if (over.length > 0)
    await changeAlert(redis, alert.id, (current) =>
      over.reduce((before, { name }) => recovered(before, name, at) ?? before, current),
    )
}

/** A host may begin to flap before its alert is open. Of a storm it is not told: there one host is not what it is about. */
async function flapUnheard(
  { id, hosts, state }: Alert,
  vantage: string,
  failing: ReadonlyMap<string, Watched>,
  { redis, now }: Keeping,
): Promise<void> {
  const [host] = hosts
  if (!host || hosts.length > 1 || state !== 'firing' || host.vantage !== vantage) return
  if (failing.get(host.name)?.phase !== 'flapping') return
  await changeAlert(redis, id, (current) =>
    current.state === 'firing' ? flapping(current, host.name, new Date(now()).toISOString()) : undefined,
  )
}

/** Hosts that are bad, and have no alert. */
async function gatherUnheard(vantage: string, failing: ReadonlyMap<string, Watched>, keeping: Keeping): Promise<void> {
  const { redis, watched, now } = keeping
  const hosts = [...failing.keys()].filter((host) => watched.get(host)?.vantage === vantage)
  const open = await openAlertIds(redis, hosts)
  const gathered = new Set((await readGathering(redis)).map(({ host }) => host))
  const at = new Date(now()).toISOString()
  const unheard = hosts.filter((host) => !open.has(host) && !gathered.has(host))
  const moves = unheard.map((host) => {
    const symptom = failing.get(host)?.symptom
    const move = { id: `${vantage}/${host}@${now()}`, host, vantage, move: 'open', at, source: 'watch' } as const
    return { ...move, ...(symptom !== undefined && { symptom }) }
  })
  await gatherAll(moves, keeping)
}
