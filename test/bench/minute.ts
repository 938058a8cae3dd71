// The built worker and bot, as operators run them, over ten thousand hosts: what a minute of the watch takes of this machine.
import { type ChildProcess, spawn } from 'node:child_process'
import { generateKeyPairSync } from 'node:crypto'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { installedApp } from '../../src/demo/manifest.ts'
import { startSlackStandIn } from '../../src/demo/slack/stand-in.ts'
import { TICK_MS } from '../../src/monitor/watchlist.ts'
import { readSweep } from '../../src/store/watched.ts'
import { fetched, samplesAt } from '../metrics/scrape.ts'
import { freePort } from '../slack/bot.ts'
import { type TestRedis, testRedis } from '../support/redis.ts'
import { closedPort, deafPort } from '../support/serve.ts'
import type { Row } from './measure.ts'
import { playedSshds } from './sweep/children.ts'
import { cpuMsOf, memoryMbOf } from './sweep/cpu.ts'
import { fleetOf, HOSTS, MIXED, type Target } from './sweep/fleet.ts'

const MAIN = join(import.meta.dirname, '../../dist/cli/main.js')
const VANTAGE = 'bench'
const TOKENS = { bot: 'xoxb-bench', app: 'xapp-bench' }
/** Until every host was looked at, and what is down has its alert and its check. */
const SETTLE_MS = 100_000
const MINUTE_MS = 60_000
const SCRAPE_EVERY_S = 15
const MOST_MB = 300
/** Of twenty hosts, these answer. */
const UP = (HOSTS * (20 - MIXED.refused - MIXED.silent)) / 20

export async function minutes(): Promise<Row[]> {
  const [servers, silent, redis] = await Promise.all([playedSshds(), deafPort('0.0.0.0'), testRedis()])
  const slack = await startSlackStandIn({
    ...{ people: [], channels: [{ id: 'C0BENCH', name: 'bench', botIsIn: true }], groups: [] },
    ...{ tokens: TOKENS, ...installedApp() },
  })
  const home = mkdtempSync(join(tmpdir(), 'ssh-medic-bench-'))
  const ports = { up: servers.port, refused: await closedPort(), silent: silent.port }
  const metrics = await freePort()
  configure(home, fleetOf(ports, MIXED), { redisUrl: redis.url, slackUrl: slack.apiUrl, metrics })
  const [worker, bot] = [serve('worker', home, String(await freePort())), serve('bot', home, String(metrics))]
  try {
    await sleep(SETTLE_MS)
    await servers.ask('count')
    const took = await measured(redis, { worker, bot }, metrics)
    const came = await servers.ask<number>('count')
    if (Math.abs(came - UP) > UP / 20) throw new Error(`${came} looks in a minute, at ${UP} hosts that are up`)
    await expectDown(HOSTS - UP, metrics)
    return rowsOf(took, { worker, bot })
  } finally {
    await Promise.all([worker, bot].map(ended))
    await Promise.all([servers.close(), silent.close(), slack.close(), redis.close()])
    rmSync(home, { recursive: true, force: true })
  }
}

/** What the watch saw, as the bot tells it: figures of a watch that sees nothing would be good ones, too. */
async function expectDown(wanted: number, metrics: number): Promise<void> {
  const samples = await samplesAt(metrics)
  const down = [...samples].filter(([name, value]) => name.startsWith('ssh_medic_host_up{') && value === 0).length
  const alerts = [...samples]
    .filter(([name]) => name.startsWith('ssh_medic_alerts{'))
    .reduce((sum, [, n]) => sum + n, 0)
  if (down !== wanted || alerts === 0) throw new Error(`${down} of ${wanted} hosts are seen down, in ${alerts} alerts`)
}

interface Outside {
  redisUrl: string
  slackUrl: string
  metrics: number
}

/** A host is down after one look, so that the alerts of the fleet are open when the minute begins. */
function configure(home: string, fleet: readonly Target[], { redisUrl, slackUrl, metrics }: Outside): void {
  const [secret, known] = [join(home, 'order.pem'), join(home, 'order.pub.pem')]
  const pair = generateKeyPairSync('ed25519')
  writeFileSync(secret, pair.privateKey.export({ type: 'pkcs8', format: 'pem' }))
  writeFileSync(known, pair.publicKey.export({ type: 'spki', format: 'pem' }))
  const config = {
    vantage: VANTAGE,
    redis: redisUrl,
    slack: { apiUrl: slackUrl },
    signing: { privateKeyFile: secret, publicKeyFiles: [known] },
    metrics: { port: metrics },
    hosts: Object.fromEntries(fleet.map((target, index) => [`host-${index}`, target])),
    watch: { channel: 'C0BENCH', failures: 1, of: 1, groups: [{ hosts: ['*'] }] },
  }
  writeFileSync(join(home, 'ssh-medic.yml'), JSON.stringify(config))
}

function serve(role: string, home: string, metrics: string): ChildProcess {
  const env = {
    ...{ PATH: process.env.PATH, HOME: home, XDG_STATE_HOME: join(home, 'state'), SSH_MEDIC_METRICS_PORT: metrics },
    ...{ SLACK_BOT_TOKEN: TOKENS.bot, SLACK_APP_TOKEN: TOKENS.app },
  }
  return spawn(process.execPath, [MAIN, role], { cwd: home, env, stdio: ['ignore', 'ignore', 'inherit'] })
}

async function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const exited = once(child, 'exit')
  child.kill('SIGTERM')
  await exited
}

type Parts = Record<'worker' | 'bot', ChildProcess>

interface Took {
  workerMs: number
  botMs: number
  redisMs: number
  /** By how much the watch was late at its latest. */
  lagMs: number
}

/** A minute, in which Prometheus asks the bot as it usually does. */
async function measured({ redis }: TestRedis, { worker, bot }: Parts, metrics: number): Promise<Took> {
  const used = async () => [cpuMsOf(worker.pid ?? 0), cpuMsOf(bot.pid ?? 0), await redisCpuMs(redis)] as const
  const before = await used()
  const untilMs = Date.now() + MINUTE_MS
  let lagMs = 0
  for (let second = 0; Date.now() < untilMs; second++) {
    lagMs = Math.max(lagMs, (await readSweep(redis, VANTAGE))?.lagMs ?? Number.POSITIVE_INFINITY)
    if (second % SCRAPE_EVERY_S === 0) await fetched(metrics, '/metrics')
    await sleep(1_000)
  }
  const after = await used()
  const [workerMs = 0, botMs = 0, redisMs = 0] = after.map((ms, index) => ms - (before[index] ?? 0))
  return { workerMs, botMs, redisMs, lagMs }
}

async function redisCpuMs(redis: TestRedis['redis']): Promise<number> {
  const told = await redis.info('cpu')
  const seconds = [...told.matchAll(/^used_cpu_(?:sys|user):([\d.]+)/gm)].map(([, each]) => Number(each))
  return seconds.reduce((sum, each) => sum + each, 0) * 1_000
}

function rowsOf({ workerMs, botMs, redisMs, lagMs }: Took, parts: Parts): Row[] {
  const work = `a minute of ${HOSTS} hosts, ${HOSTS - UP} of them down`
  const cpu = (who: string, ours: number, goal: number): Row => ({
    ...{ work: `${work}: ${who}, processor time`, ours, against: 'one core', theirs: MINUTE_MS, goal },
  })
  const memory = (who: string, { pid = 0 }: ChildProcess): Row => ({
    ...{ work: `${work}: ${who}, memory at most`, ours: memoryMbOf(pid).most },
    ...{ against: 'the goal', theirs: MOST_MB, goal: 1, unit: 'MB' },
  })
  return [
    cpu('worker', workerMs, 0.1),
    cpu('bot', botMs, 0.1),
    cpu('Redis', redisMs, 0.05),
    { work: `${work}: the latest look`, ours: lagMs, against: 'the time of a tick', theirs: TICK_MS, goal: 1 },
    memory('worker', parts.worker),
    memory('bot', parts.bot),
  ]
}
