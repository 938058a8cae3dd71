import type { Redis } from 'ioredis'
import { inventoryOf } from '../config/inventory.ts'
import { ConfigError, configFileOf, loadConfig, withHome } from '../config/load.ts'
import type { Config, Host } from '../config/schema.ts'
import { type Around, note, type Opened, type Result, type Role, wrong } from '../doctor/exam.ts'
import { examine, reportOf } from '../doctor/examine.ts'
import { ofThisVantage } from '../doctor/own-keys.ts'
import { redisAway } from '../doctor/redis.ts'
import { rolesHere } from '../doctor/roles.ts'
import { openSlack } from '../doctor/slack-side.ts'
import type { DoctorReport, ExamResult } from '../report/doctor.ts'
import { resultText, skippedText, summaryText } from '../report/doctor-text.ts'
import { findServer } from '../store/redis-server.ts'
import { EXIT, Stop } from './exit.ts'
import { untilInterrupted } from './interrupt.ts'
import { hasColor } from './print.ts'
import { progressTo } from './progress.ts'
import { findRedis } from './with-redis.ts'

interface Options {
  config?: string
  as?: 'bot' | 'worker' | 'up'
  hosts?: boolean
  requestUrl?: string
  json?: boolean
}

/** `ssh-medic doctor`: every prerequisite, each with how to mend it. Changes nothing. Returns the exit status. */
export async function doctor(names: string[], options: Options): Promise<number> {
  const loaded = load(options.config)
  if ('broken' in loaded) return conclude(reportOf([], [loaded.broken]), options, EXIT.config)
  const report = await untilInterrupted((signal) => examineHere(names, loaded, options, signal))
  return conclude(report, options, statusOf(report))
}

interface Loaded {
  configFile: string | undefined
  config: Config
  hosts: Host[]
}

/** Without a configuration there is nothing to examine. */
function load(named: string | undefined): Loaded | { broken: ExamResult } {
  try {
    const config = withHome(loadConfig(named))
    return { configFile: configFileOf(named), config, hosts: inventoryOf(config) }
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error
    const mend =
      'Correct it as it says: docs/operators.md and ssh-medic.example.yml show every setting. Then run doctor again.'
    return { broken: { exam: 'configuration', title: 'Configuration', ...wrong(error.message, mend) } }
  }
}

async function examineHere(
  names: string[],
  loaded: Loaded,
  options: Options,
  signal: AbortSignal,
): Promise<DoctorReport> {
  const { config, hosts } = loaded
  const { SLACK_BOT_TOKEN: botToken, SLACK_APP_TOKEN: appToken, SLACK_SIGNING_SECRET: signingSecret } = process.env
  const tokens = { botToken, appToken, signingSecret }
  const roles = options.as ? ROLES[options.as] : rolesHere({ config, hosts, tokens })
  const visited = visitedOf(names, loaded, options)
  const progress = process.stderr.isTTY ? progressTo(process.stderr) : SILENT
  const redis = await openRedis(options.config, roles)
  try {
    const slack = roles.includes('bot') ? await openSlack(tokens, config) : { failed: [] }
    const around: Around = {
      ...loaded,
      roles,
      tokens,
      redis,
      slack,
      visited,
      signal,
      requestUrl: options.requestUrl,
      onStep: progress.onStep,
    }
    return await examine(around, (result) => {
      progress.clear()
      if (!options.json && result.state !== 'skipped') process.stdout.write(resultText(result, { color: hasColor() }))
    })
  } finally {
    progress.clear()
    if ('ok' in redis) redis.ok.disconnect()
  }
}

const SILENT = { onStep: () => {}, clear: () => {} }
const ROLES: Record<NonNullable<Options['as']>, Role[]> = { bot: ['bot'], worker: ['worker'], up: ['bot', 'worker'] }

/** Nobody is visited unless asked for: each visit is a login that the host counts. */
function visitedOf(names: readonly string[], { hosts, config }: Loaded, options: Options): Host[] {
  if (names.length === 0) return options.hosts ? ofThisVantage({ hosts, config }) : []
  return names.map((name) => {
    const host = hosts.find((one) => one.name === name)
    if (!host) throw new Stop(EXIT.usage, `“${name}” is not a host of the inventory: doctor visits those alone`)
    return host
  })
}

/** `up` starts a Redis of its own where none is named. */
async function openRedis(configFile: string | undefined, roles: readonly Role[]): Promise<Opened<Redis>> {
  const url = await findRedis(configFile)
  if (url === undefined) return { failed: [unnamed(roles.length > 1)] }
  const { producerRedis, whenReady } = await import('../store/redis-client.ts')
  let last: Error | undefined
  const redis = producerRedis(url, (error) => {
    last = error
  })
  try {
    await whenReady(redis, PATIENCE_MS)
    await redis.ping()
    return { ok: redis }
  } catch (error) {
    redis.disconnect()
    return { failed: redisAway(last ?? error) }
  }
}

const PATIENCE_MS = 3_000

function unnamed(inOneProcess: boolean): Result {
  const name = 'Name it by redis: or REDIS_URL, such as redis://127.0.0.1:6379.'
  if (!inOneProcess) return wrong('no Redis is named: bot and workers share one', name)
  return findServer(process.env.PATH ?? '') === undefined
    ? wrong('no Redis is named, and none is installed that `up` could start', `Install redis-server or valkey. ${name}`)
    : note('no Redis is named: `up` starts a private one, and none runs here now')
}

function conclude(report: DoctorReport, { json }: Options, status: number): number {
  if (json) process.stdout.write(`${JSON.stringify(report, null, 2)}\n`)
  else if (status === EXIT.config)
    process.stdout.write(report.results.map((one) => resultText(one, { color: hasColor() })).join(''))
  else process.stdout.write(`${skippedText(report.results, { color: hasColor() })}\n${summaryText(report)}`)
  return status
}

function statusOf({ results }: DoctorReport): number {
  if (results.some(({ away }) => away)) return EXIT.unavailable
  return results.some(({ state }) => state === 'wrong') ? EXIT.fault : EXIT.ok
}
