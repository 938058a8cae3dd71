import { hostname, userInfo } from 'node:os'
import type { Redis } from 'ioredis'
import { inventoryOf } from '../config/inventory.ts'
import { loadConfig } from '../config/load.ts'
import { timeWords } from '../monitor/acts.ts'
import { withNote } from '../monitor/changes.ts'
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
  const lines = [...all].map(([host, { until, by }]) => `${host} until ${timeWords(until)}, by ${by.name ?? by.id}`)
  process.stdout.write(lines.length === 0 ? 'No host is in maintenance.\n' : `${lines.join('\n')}\n`)
  return EXIT.ok
}

async function begun(redis: Redis, host: string, minutes: number): Promise<string> {
  const now = new Date()
  const by = { id: `${userInfo().username}@${hostname()}` }
  const until = new Date(now.getTime() + minutes * 60_000).toISOString()
  const silence: Silence = { by, at: now.toISOString(), until }
  await setSilence(redis, host, silence)
  await snoozeOpen(redis, host, silence)
  return `${host} raises no alerts until ${timeWords(until)}.`
}

/** An alert that is open already stays so: its people know, and are reminded no more. */
async function snoozeOpen(redis: Redis, host: string, { by, at, until }: Silence): Promise<void> {
  const alert = await openAlertOf(redis, host)
  if (!alert) return
  const words = `${by.id} put ${host} into maintenance until ${timeWords(until)}.`
  await changeAlert(redis, alert.id, (now) => withNote({ ...now, snoozed: { by, at, until } }, at, words))
}

const ended = async (redis: Redis, host: string): Promise<string> =>
  (await endSilence(redis, host)) ? `${host} raises alerts again.` : `${host} was not in maintenance.`
