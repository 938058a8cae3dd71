import { hostname, userInfo } from 'node:os'
import type { Redis } from 'ioredis'
import { inventoryOf } from '../config/inventory.ts'
import { loadConfig } from '../config/load.ts'
import type { Done } from '../domain/alert.ts'
import { dayAndTime } from '../domain/times.ts'
import { inMaintenance, outOfMaintenance, quietUntil } from '../monitor/acts.ts'
import { nameOf } from '../monitor/words.ts'
import { changeAlert, openAlertOf } from '../store/alerts.ts'
import { endSilence, readSilences, type Silence, setSilence } from '../store/silences.ts'
import { EXIT, Stop } from './exit.ts'
import { withRedis } from './with-redis.ts'

interface Options {
  for?: number
  end?: boolean
  config?: string
}

/** `ssh-medic maintenance`: a host raises no alerts while it is worked on, and nobody is reminded of one that is open. */
export async function maintenance(host: string | undefined, options: Options): Promise<number> {
  const { for: minutes, end, config } = options
  if (host === undefined) return list(config)
  if ((minutes === undefined) === (end !== true))
    throw new Stop(EXIT.usage, `say how long: ssh-medic maintenance ${host} --for 2h, or end it with --end`)
  if (!inventoryOf(loadConfig(config)).some(({ name }) => name === host))
    throw new Stop(
      EXIT.usage,
      `${host} is not in the inventory: check the spelling; ssh-medic maintenance lists what is in maintenance`,
    )
  const told = await withRedis(config, (redis) =>
    minutes === undefined ? ended(redis, host) : begun(redis, host, minutes),
  )
  process.stdout.write(`${told}\n`)
  return EXIT.ok
}

async function list(config: string | undefined): Promise<number> {
  const all = await withRedis(config, (redis) => readSilences(redis, new Date()))
  const lines = [...all].map(([host, { until, by }]) => `${host} until ${dayAndTime(until)}, by ${nameOf(by)}`)
  process.stdout.write(lines.length === 0 ? 'No host is in maintenance.\n' : `${lines.join('\n')}\n`)
  return EXIT.ok
}

async function begun(redis: Redis, host: string, minutes: number): Promise<string> {
  const now = new Date()
  const until = quietUntil({ minutes }, now)
  const silence: Silence = { by: operator(), at: now.toISOString(), until }
  await setSilence(redis, host, silence)
  const alert = await openAlertOf(redis, host)
  if (alert) await changeAlert(redis, alert.id, (current) => inMaintenance(current, silence, host))
  return `${host} raises no alerts until ${dayAndTime(until)}.`
}

async function ended(redis: Redis, host: string): Promise<string> {
  const over: Done = { by: operator(), at: new Date().toISOString() }
  const alert = await openAlertOf(redis, host)
  if (alert) await changeAlert(redis, alert.id, (current) => outOfMaintenance(current, over, host))
  return (await endSilence(redis, host)) ? `${host} raises alerts again.` : `${host} was not in maintenance.`
}

/** Who it was, as far as a terminal tells. */
const operator = () => ({ id: `${userInfo().username}@${hostname()}` })
