import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pino } from 'pino'
import { type Config, configSchema } from '../config/schema.ts'
import { startAlertKeeper } from '../queue/alert-keeper.ts'
import { startDelivery } from '../queue/delivery.ts'
import { createDesk } from '../queue/redis-desk.ts'
import { ephemeralKeys } from '../queue/signing.ts'
import { startWorker } from '../queue/worker.ts'
import { startBot } from '../slack/app.ts'
import { redisBudget } from '../store/redis-budget.ts'
import { workerRedis } from '../store/redis-client.ts'
import { type ProvidedRedis, provideRedis } from '../store/redis-server.ts'
import { alertAbout } from './alert.ts'
import { freePort } from './free-port.ts'
import { asConfigHosts, startFleet } from './hosts/fleet.ts'
import { installedApp } from './manifest.ts'
import { ALERTS, ANA, CARA, CHANNELS, CLIENT, PEOPLE } from './people.ts'
import { type StandIn, startSlackStandIn } from './slack/stand-in.ts'
import { createTour, type Tour } from './tour.ts'

const TOKENS = { bot: 'xoxb-demo', app: 'xapp-demo' }
const SIGNING_SECRET = 'demo-signing-secret'

export interface DemoParts {
  slack: StandIn
  redis: ProvidedRedis['kind']
  tour: Tour
  close(): Promise<void>
}

export interface DemoOptions {
  transport?: 'socket' | 'http'
  /** Hears what somebody should know. */
  warn: (text: string) => void
}

/** Starts everything that production has, in one process: only Slack and the hosts are stand-ins. */
export async function startParts({ transport = 'socket', warn }: DemoOptions): Promise<DemoParts> {
  const closing: (() => Promise<void> | void)[] = []
  const close = async () => {
    for (const step of closing.splice(0).reverse()) await step()
  }
  try {
    return await start(transport, warn, closing, close)
  } catch (error) {
    await close()
    throw error
  }
}

async function start(
  transport: 'socket' | 'http',
  warn: (text: string) => void,
  closing: (() => Promise<void> | void)[],
  close: () => Promise<void>,
): Promise<DemoParts> {
  const folder = mkdtempSync(join(tmpdir(), 'ssh-medic-demo-'))
  closing.push(() => rmSync(folder, { recursive: true, force: true }))
  const redis = await provideRedis({
    dataDirectory: join(folder, 'redis'),
    embedded: 'allowed',
    warn,
    env: { PATH: process.env.PATH },
  })
  closing.push(redis.close)
  const fleet = await startFleet(folder)
  closing.push(fleet.close)
  const botPort = transport === 'http' ? await freePort() : 3000
  const http = { requestUrl: `http://127.0.0.1:${botPort}/slack/events`, signingSecret: SIGNING_SECRET }
  const slack = await startSlackStandIn({
    people: PEOPLE,
    channels: CHANNELS,
    tokens: TOKENS,
    ...installedApp(),
    ...(transport === 'http' && { http }),
  })
  closing.push(slack.close)

  const config = watchingSoon(
    configSchema.parse({
      vantage: 'demo',
      knownHosts: fleet.knownHosts,
      hosts: asConfigHosts(fleet.hosts),
      slack: { mode: transport, port: botPort, apiUrl: slack.apiUrl },
      policy: { fix: { users: [ANA.id, CARA.id] }, demands: [{ tags: ['prod'], approvals: 1 }] },
      watch: { channel: ALERTS, groups: [{ tags: ['cache'], port: fleet.stoppedPort }], onCall: [{ users: [ANA.id] }] },
    }),
  )
  const setting = { config, hosts: fleet.hosts, redisUrl: redis.url, onError: (error: Error) => warn(error.message) }
  const keys = ephemeralKeys()
  closing.push(await startWorkerOf(setting, keys))
  closing.push(await startBotOf(setting, keys))
  alertAbout(slack, 'edge-01', fleet.hosts.find(({ name }) => name === 'edge-01')?.port ?? 22, CLIENT)
  return { slack, redis: redis.kind, tour: createTour(slack), close }
}

/** Nobody waits a minute for a demo to look at its host; a real watch looks every 30 s at most. */
const LOOK_EVERY_S = 1
const watchingSoon = (config: Config): Config =>
  config.watch ? { ...config, watch: { ...config.watch, everySeconds: LOOK_EVERY_S } } : config
const SOON = { sweep: { tickMs: 500, spare: async () => true }, keeper: { roundMs: 250, gatherMs: 1_000 } }

interface Setting {
  config: Config
  hosts: Awaited<ReturnType<typeof startFleet>>['hosts']
  redisUrl: string
  onError: (error: Error) => void
}
type Keys = ReturnType<typeof ephemeralKeys>

async function startWorkerOf(
  { config, hosts, redisUrl, onError }: Setting,
  { verifier }: Keys,
): Promise<() => Promise<void>> {
  const redis = workerRedis(redisUrl, onError)
  const worker = await startWorker({
    config,
    hosts,
    redisUrl,
    verifier,
    onError,
    budget: redisBudget(redis, config.vantage),
    sweep: SOON.sweep,
  })
  return async () => {
    await worker.close()
    redis.disconnect()
  }
}

async function startBotOf(
  { config, hosts, redisUrl, onError }: Setting,
  { signer }: Keys,
): Promise<() => Promise<void>> {
  const desk = createDesk({ redisUrl, signer, limits: config.policy.limits, onError })
  const bot = await startBot({
    config,
    hosts,
    desk,
    tokens: { botToken: TOKENS.bot, appToken: TOKENS.app, signingSecret: SIGNING_SECRET },
    startDelivery: (poster) => startDelivery({ redisUrl, poster, onError }),
    log: pino({ level: 'silent' }),
  })
  const keeper = startAlertKeeper({ config, hosts, redisUrl, onError, ...SOON.keeper })
  return async () => {
    await keeper.close()
    await bot.close()
    await desk.close()
  }
}
