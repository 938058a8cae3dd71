import { join } from 'node:path'
import { pino } from 'pino'
import { inventoryOf } from '../config/inventory.ts'
import { ConfigError, expandHome, loadConfig } from '../config/load.ts'
import type { Config, Host } from '../config/schema.ts'
import type { Poster } from '../queue/poster.ts'
import { ephemeralKeys, loadSigner, loadVerifier, type Signer, type Verifier } from '../queue/signing.ts'
import { provideRedis } from '../store/redis-server.ts'
import { EXIT, Stop } from './exit.ts'
import { untilInterrupted } from './interrupt.ts'

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
  const config = absolute(loadConfig(options.config))
  const redis = await redisFor(role, config, (text) => log.warn(text))
  const setting = {
    config,
    hosts: inventoryOf(config),
    redisUrl: redis.url,
    onError: (error: Error) => log.error(error),
  }
  const running: Running[] = []
  try {
    running.push(...(await START[role](setting)))
    log.info({ vantage: config.vantage, hosts: setting.hosts.length, redis: redis.kind }, `${role} is ready`)
    await untilInterrupted(until)
    log.info('ending: finishing what is under way')
  } finally {
    await Promise.all(running.map((one) => one.close()))
    await redis.close()
  }
  return EXIT.ok
}

const until = (signal: AbortSignal) =>
  new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }))

const START: Record<Role, (setting: Setting) => Promise<Running[]>> = {
  bot: async (setting) => [await startBotFrom(setting, signerOf(setting.config))],
  worker: async (setting) => [await startWorkerFrom(setting, loadVerifier(setting.config.signing.publicKeyFiles))],
  up: async (setting) => {
    const keys = setting.config.signing.privateKeyFile ? undefined : ephemeralKeys()
    const worker = await startWorkerFrom(setting, keys?.verifier ?? loadVerifier(setting.config.signing.publicKeyFiles))
    return [await startBotFrom(setting, keys?.signer ?? signerOf(setting.config)), worker]
  },
}

function signerOf({ signing }: Config) {
  if (signing.privateKeyFile === undefined)
    throw new ConfigError(
      'signing.privateKeyFile is missing: the bot signs what it orders. Make a key with: openssl genpkey -algorithm ed25519 -out order.pem',
    )
  return loadSigner(signing.privateKeyFile)
}

async function startWorkerFrom({ config, hosts, redisUrl, onError }: Setting, verifier: Verifier): Promise<Running> {
  const [{ startWorker }, { redisBudget }, { workerRedis }] = await Promise.all([
    import('../queue/worker.ts'),
    import('../store/redis-budget.ts'),
    import('../store/redis-client.ts'),
  ])
  const redis = workerRedis(redisUrl, onError)
  const worker = await startWorker({
    config,
    hosts,
    redisUrl,
    budget: redisBudget(redis, config.vantage),
    verifier,
    onError,
  })
  return { close: () => worker.close().finally(() => redis.disconnect()) }
}

async function startBotFrom({ config, hosts, redisUrl, onError }: Setting, signer: Signer): Promise<Running> {
  const [{ startBot }, { createDesk }, { startDelivery }] = await Promise.all([
    import('../slack/app.ts'),
    import('../queue/redis-desk.ts'),
    import('../queue/delivery.ts'),
  ])
  const { SLACK_BOT_TOKEN: botToken, SLACK_APP_TOKEN: appToken, SLACK_SIGNING_SECRET: signingSecret } = process.env
  const desk = createDesk({ redisUrl, signer, onError })
  const tokens = { botToken, appToken, signingSecret }
  const deliver = (poster: Poster) => startDelivery({ redisUrl, poster, onError })
  const bot = await startBot({ config, hosts, desk, tokens, startDelivery: deliver })
  return { close: () => bot.close().finally(() => desk.close()) }
}

/** Bot and worker apart must share one Redis; in one process a private server will do. */
async function redisFor(role: Role, config: Config, warn: (text: string) => void) {
  const url = process.env.REDIS_URL ?? config.redis
  if (role !== 'up' && url === undefined)
    throw new ConfigError(
      `redis is missing: ${role} needs the Redis that it shares with the ${role === 'bot' ? 'workers' : 'bot'}, such as redis: redis://127.0.0.1:6379`,
    )
  try {
    return await provideRedis({ url, dataDirectory: expandHome(join('~/.local/state', 'ssh-medic/redis')), warn })
  } catch (error) {
    throw new Stop(EXIT.unavailable, error instanceof Error ? error.message : String(error), { cause: error })
  }
}

function absolute(config: Config): Config {
  const { privateKeyFile, publicKeyFiles } = config.signing
  return {
    ...config,
    knownHosts: expandHome(config.knownHosts),
    signing: {
      ...(privateKeyFile && { privateKeyFile: expandHome(privateKeyFile) }),
      publicKeyFiles: publicKeyFiles.map(expandHome),
    },
  }
}
