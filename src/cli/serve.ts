import { join } from 'node:path'
import { pino } from 'pino'
import { inventoryOf } from '../config/inventory.ts'
import { ConfigError, loadConfig, withHome } from '../config/load.ts'
import type { Config, Host } from '../config/schema.ts'
import type { Poster } from '../queue/poster.ts'
import { ephemeralKeys, loadSigner, loadVerifier, type Signer, type Verifier } from '../queue/signing.ts'
import { provideRedis } from '../store/redis-server.ts'
import { EXIT, Stop } from './exit.ts'
import { untilInterrupted } from './interrupt.ts'
import { privateRedisFolder } from './with-redis.ts'

type Role = 'bot' | 'worker' | 'up'

interface Running {
  close(): Promise<void>
}

interface Setting {
  config: Config
  hosts: Host[]
  redisUrl: string
  onError: (error: Error) => void
}

/** `ssh-medic bot`, `worker` and `up`: serve until SIGTERM or Ctrl-C, then end gracefully. */
export async function serve(role: Role, options: { config?: string }): Promise<number> {
  const log = pino({ name: `ssh-medic ${role}` })
  const config = withHome(loadConfig(options.config))
  const redis = await redisFor(role, config, (text) => log.warn(text))
  const setting = {
    config,
    hosts: inventoryOf(config),
    redisUrl: redis.url,
    onError: onceInAWhile((error) => log.error({ err: error }, error.message)),
  }
  const running: Running[] = []
  try {
    for (const start of STARTS[role](setting)) running.push(await start())
    log.info({ vantage: config.vantage, hosts: setting.hosts.length, redis: redis.kind }, `${role} is ready`)
    await untilInterrupted(until)
    log.info('ending: finishing what is under way')
  } finally {
    await Promise.all(running.map((one) => one.close()))
    await redis.close()
  }
  return EXIT.ok
}

const SAME_AGAIN_MS = 10_000

/** An outage makes every connection complain at every attempt: the same words are worth a line every ten seconds. */
function onceInAWhile(tell: (error: Error) => void): (error: Error) => void {
  const toldAt = new Map<string, number>()
  return (error) => {
    const now = Date.now()
    if (now - (toldAt.get(error.message) ?? 0) < SAME_AGAIN_MS) return
    toldAt.set(error.message, now)
    tell(error)
  }
}

const until = (signal: AbortSignal) =>
  new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }))

/** What each role starts, in order; keys that cannot be read are bad configuration, told before anything starts. */
const STARTS: Record<Role, (setting: Setting) => (() => Promise<Running>)[]> = {
  bot: (setting) => {
    const signer = signerOf(setting.config)
    return [() => startBotFrom(setting, signer)]
  },
  worker: (setting) => {
    const verifier = verifierOf(setting.config)
    return [() => startWorkerFrom(setting, verifier)]
  },
  up: (setting) => {
    const keys = setting.config.signing.privateKeyFile ? undefined : ephemeralKeys()
    const signer = keys?.signer ?? signerOf(setting.config)
    const verifier = keys?.verifier ?? verifierOf(setting.config)
    return [() => startBotFrom(setting, signer), () => startWorkerFrom(setting, verifier)]
  },
}

const verifierOf = ({ signing }: Config) => asConfiguration(() => loadVerifier(signing.publicKeyFiles))

function signerOf({ signing }: Config) {
  if (signing.privateKeyFile === undefined)
    throw new ConfigError(
      'signing.privateKeyFile is missing: the bot signs what it orders. Make a key with: openssl genpkey -algorithm ed25519 -out order.pem',
    )
  const file = signing.privateKeyFile
  return asConfiguration(() => loadSigner(file))
}

/** A key that cannot be used is a matter of the configuration. */
function asConfiguration<T>(load: () => T): T {
  try {
    return load()
  } catch (error) {
    throw new ConfigError(error instanceof Error ? error.message : String(error), { cause: error })
  }
}

async function startWorkerFrom({ config, hosts, redisUrl, onError }: Setting, verifier: Verifier): Promise<Running> {
  const [{ startWorker }, { redisBudget }, { workerRedis }, { begunOnDisk, stateFolder }] = await Promise.all([
    import('../queue/worker.ts'),
    import('../store/redis-budget.ts'),
    import('../store/redis-client.ts'),
    import('../queue/begun.ts'),
  ])
  const redis = workerRedis(redisUrl, onError)
  const worker = await startWorker({
    config,
    hosts,
    redisUrl,
    budget: redisBudget(redis, config.vantage),
    verifier,
    begun: begunOnDisk(join(stateFolder(), 'orders'), onError),
    onError,
  })
  return { close: () => worker.close().finally(() => redis.disconnect()) }
}

async function startBotFrom({ config, hosts, redisUrl, onError }: Setting, signer: Signer): Promise<Running> {
  const [{ startBot }, { createDesk }, { startDelivery }, { startMirror }] = await Promise.all([
    import('../slack/app.ts'),
    import('../queue/redis-desk.ts'),
    import('../queue/delivery.ts'),
    import('../queue/mirror.ts'),
  ])
  const { SLACK_BOT_TOKEN: botToken, SLACK_APP_TOKEN: appToken, SLACK_SIGNING_SECRET: signingSecret } = process.env
  const desk = createDesk({ redisUrl, signer, limits: config.policy.limits, onError })
  const tokens = { botToken, appToken, signingSecret }
  const deliver = (poster: Poster) => startDelivery({ redisUrl, poster, onError })
  const bot = await startBot({ config, hosts, desk, tokens, startDelivery: deliver }).catch(async (error) => {
    await desk.close()
    throw error
  })
  const { audit } = config.policy
  const mirror = audit && startMirror({ redisUrl, channel: audit.channel, onError })
  return {
    close: async () => {
      await mirror?.close()
      await bot.close().finally(() => desk.close())
    },
  }
}

/** Bot and worker apart must share one Redis; in one process a private server will do. */
async function redisFor(role: Role, config: Config, warn: (text: string) => void) {
  const url = process.env.REDIS_URL ?? config.redis
  if (role !== 'up' && url === undefined)
    throw new ConfigError(
      `redis is missing: ${role} needs the Redis that it shares with the ${role === 'bot' ? 'workers' : 'bot'}, such as redis: redis://127.0.0.1:6379`,
    )
  try {
    return await provideRedis({ url, dataDirectory: privateRedisFolder(), warn })
  } catch (error) {
    throw new Stop(EXIT.unavailable, error instanceof Error ? error.message : String(error), { cause: error })
  }
}
