import { hostname, userInfo } from 'node:os'
import type { Redis } from 'ioredis'
import { inventoryOf } from '../config/inventory.ts'
import { loadConfig } from '../config/load.ts'
import type { Config, Host } from '../config/schema.ts'
import type { Done } from '../domain/alert.ts'
import { dayAndTime } from '../domain/times.ts'
import { inMaintenance, outOfMaintenance, quietUntil } from '../monitor/acts.ts'
import { inWindow } from '../monitor/maintenance.ts'
import { nameOf } from '../monitor/words.ts'
import { findHost } from '../slack/commands/find-host.ts'
import { changeAlert, openAlertOf } from '../store/alerts.ts'
import { endSilence, readSilences, type Silence, setSilence } from '../store/silences.ts'
import { EXIT, Stop } from './exit.ts'
import { withRedis } from './with-redis.ts'

interface Options {
  for?: number
  end?: boolean
  config?: string
}

interface Known {
  config: Config
  hosts: readonly Host[]
}

/** `ssh-medic maintenance`: a host raises no alerts while it is worked on, and nobody is reminded of one that is open. */
export async function maintenance(typed: string | undefined, options: Options): Promise<number> {
  const config = loadConfig(options.config)
  const known = { config, hosts: inventoryOf(config) }
  const work = typed === undefined ? listing(known, options) : turning(hostIn(known, typed), options, known)
  process.stdout.write(`${await withRedis(options.config, work)}\n`)
  return EXIT.ok
}

/** What is wrong with the words is told before anybody asks Redis. */
type Work = (redis: Redis) => Promise<string>

function turning(host: Host, { for: minutes, end = false }: Options, known: Known): Work {
  if (end && minutes === undefined) return (redis) => ended(redis, host, known)
  if (!end && minutes !== undefined) return (redis) => begun(redis, host.name, minutes)
  throw new Stop(
    EXIT.usage,
    `say how long: ssh-medic maintenance ${host.name} --for 2h, or end it with: ssh-medic maintenance ${host.name} --end`,
  )
}

function hostIn({ hosts }: Known, typed: string): Host {
  const found = findHost(typed, hosts)
  if (found.found) return found.host
  const meant = found.nearest.length > 0 ? `: did you mean ${found.nearest.join(' or ')}?` : ': check its name there'
  throw new Stop(EXIT.usage, `${typed} is not in the inventory${meant}`)
}

function listing(known: Known, { for: minutes, end }: Options): Work {
  if (minutes === undefined && !end) return (redis) => list(redis, known)
  throw new Stop(EXIT.usage, `name the host, as in: ssh-medic maintenance web-01 ${end ? '--end' : '--for 2h'}`)
}

async function list(redis: Redis, known: Known): Promise<string> {
  const silences = await readSilences(redis, new Date())
  const byHand = [...silences].map(([host, { until, by }]) => `${host} until ${dayAndTime(until)}, by ${nameOf(by)}`)
  const weekly = known.hosts
    .filter((host) => isInWindow(host, known))
    .map(({ name }) => `${name}, by a weekly window of watch.maintenance`)
  return [...byHand, ...weekly].join('\n') || 'No host is in maintenance.'
}

const isInWindow = (host: Host, { config }: Known) => inWindow(config.watch, host, new Date())

async function begun(redis: Redis, host: string, minutes: number): Promise<string> {
  const now = new Date()
  const until = quietUntil({ minutes }, now)
  const silence: Silence = { by: operator(), at: now.toISOString(), until }
  await setSilence(redis, host, silence)
  const alert = await openAlertOf(redis, host)
  if (alert) await changeAlert(redis, alert.id, (current) => inMaintenance(current, silence, host))
  return `${host} raises no alerts until ${dayAndTime(until)}.`
}

async function ended(redis: Redis, host: Host, known: Known): Promise<string> {
  const { name } = host
  const over: Done = { by: operator(), at: new Date().toISOString() }
  const alert = await openAlertOf(redis, name)
  if (alert) await changeAlert(redis, alert.id, (current) => outOfMaintenance(current, over, name))
  const wasSilent = await endSilence(redis, name)
  if (isInWindow(host, known))
    return `${name} is in a weekly window of watch.maintenance, and raises no alerts until that is over.`
  return wasSilent ? `${name} raises alerts again.` : `${name} was not in maintenance.`
}

/** Who it was, as far as a terminal tells. */
const operator = () => ({ id: `${userInfo().username}@${hostname()}` })
