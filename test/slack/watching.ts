import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pino } from 'pino'
import { type Config, configSchema, type Host } from '../../src/config/schema.ts'
import { startFleet } from '../../src/demo/hosts/fleet.ts'
import { installedApp } from '../../src/demo/manifest.ts'
import { wordsOf } from '../../src/demo/plain-text.ts'
import { startSlackStandIn } from '../../src/demo/slack/stand-in.ts'
import { TEAM } from '../../src/demo/slack/workspace.ts'
import { startAlertKeeper } from '../../src/queue/alert-keeper.ts'
import { startDelivery } from '../../src/queue/delivery.ts'
import { createDesk } from '../../src/queue/redis-desk.ts'
import { ephemeralKeys, type Signer, type Verifier } from '../../src/queue/signing.ts'
import { startWorker } from '../../src/queue/worker.ts'
import { startBot } from '../../src/slack/app.ts'
import { closedPort, playServer } from '../support/serve.ts'

export const ALERTS = 'C0ALERTS'
export const OTHER = 'C0OTHER'
const person = (name: string, more = {}) => ({ id: `U0${name.toUpperCase()}`, name, teamId: TEAM.id, ...more })
const PEOPLE = [person('Ana'), person('Ben'), person('Cara'), person('Gus', { guest: true })]
export const [ANA = '', BEN = '', CARA = '', GUS = ''] = PEOPLE.map(({ id }) => id)
const TOKENS = { bot: 'xoxb-test', app: 'xapp-test' }

/** A server on loopback that greets as sshd does, and can be away for a while. */
export async function playedSshd() {
  const port = await closedPort()
  let server: Awaited<ReturnType<typeof playServer>> | undefined
  const start = async () => {
    server ??= await playServer((socket) => socket.write('SSH-2.0-OpenSSH_9.2p1 Debian-2\r\n'), port)
  }
  const stop = async () => {
    await server?.close()
    server = undefined
  }
  await start()
  return { port, start, stop }
}

export const hostOf = (name: string, port: number, more: Partial<Host> = {}): Host => ({
  ...{ name, address: '127.0.0.1', port, user: 'medic', tags: [] },
  ...more,
})

export interface WatchingOptions {
  watch: unknown
  hosts: readonly Host[]
  redisUrl: string
  /** Those of the worker's own inventory, where they are others. */
  workerHosts?: readonly Host[]
  knownHosts?: string
  /** How often each host is looked at; real seconds are too long for a test. */
  everyMs?: number
  gatherMs?: number
  /** By default a pair of this process alone. */
  keys?: { signer: Signer; verifier: Verifier }
  /** Who watches, where that is not this process. Returns how to end it. */
  startWatcher?: (config: Config) => Promise<() => Promise<void>>
}

const TICK_MS = 100

/** A workspace with bot, keeper and a worker that watches, each of which can be ended and started again. */
export async function startWatching(options: WatchingOptions) {
  const { redisUrl, everyMs = 200, gatherMs = 300, knownHosts = '/dev/null' } = options
  const slack = await startSlackStandIn({
    people: PEOPLE,
    channels: [
      { id: ALERTS, name: 'alerts', botIsIn: true },
      { id: OTHER, name: 'other', botIsIn: true },
    ],
    groups: [{ id: 'S0SRE', handle: 'sre', users: [CARA] }],
    tokens: TOKENS,
    ...installedApp(),
  })
  const hosts = [...options.hosts]
  const config = quickened(
    configSchema.parse({
      ...{ vantage: 'bastion-a', knownHosts, watch: options.watch },
      slack: { apiUrl: slack.apiUrl },
      policy: { fix: { users: [ANA] } },
    }),
    everyMs,
  )
  const { signer, verifier } = options.keys ?? ephemeralKeys()
  const onError = () => {}
  const startOwnWatcher = async () => {
    const worker = await startWorker({
      ...{ config, hosts: options.workerHosts ?? hosts, redisUrl, verifier, onError },
      budget: { take: async () => ({ waitedMs: 0 }) },
      sweep: { tickMs: TICK_MS, lookTimeoutMs: 1_000, spare: async () => true },
    })
    return () => worker.close()
  }
  const { startWatcher = startOwnWatcher } = options
  const parts = {
    bot: async () => {
      const desk = createDesk({ redisUrl, signer, limits: config.policy.limits })
      const bot = await startBot({
        ...{ config, hosts, desk, log: pino({ level: 'silent' }) },
        tokens: { botToken: TOKENS.bot, appToken: TOKENS.app },
        startDelivery: (poster) => startDelivery({ redisUrl, poster, settleMs: 500, onError }),
      })
      const keeper = startAlertKeeper({ config, hosts, redisUrl, onError, roundMs: 50, gatherMs })
      return async () => {
        await keeper.close()
        await bot.close()
        await desk.close()
      }
    },
    worker: () => startWatcher(config),
  }
  const running = { bot: await parts.bot(), worker: await parts.worker() }
  const threads = (channel = ALERTS) =>
    slack.workspace.messages.filter((one) => one.channel === channel && !one.threadTs && !one.onlyFor)
  return {
    slack,
    config,
    threads,
    /** What the replies of a thread say. */
    replies: (ts: string) =>
      slack.workspace.messages.filter((one) => one.threadTs === ts && !one.onlyFor).map((one) => wordsOf(one)),
    restart: async (part: 'bot' | 'worker') => {
      await running[part]()
      running[part] = await parts[part]()
    },
    stop: (part: 'bot' | 'worker') => running[part](),
    close: async () => {
      await running.worker()
      await running.bot()
      await slack.close()
    },
  }
}

export type Watching = Awaited<ReturnType<typeof startWatching>>

/** The configuration keeps people from looking more often than every 30 s; a test must. */
function quickened(config: Config, everyMs: number): Config {
  const { watch } = config
  return watch ? { ...config, watch: { ...watch, everySeconds: everyMs / 1_000 } } : config
}

/** The demo's recorded hosts, in a folder of their own. */
export async function recordedFleet() {
  const folder = mkdtempSync(join(tmpdir(), 'ssh-medic-watch-'))
  const fleet = await startFleet(folder)
  return {
    ...fleet,
    close: async () => {
      await fleet.close()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}
