import { Worker } from 'bullmq'
import { pino } from 'pino'
import { configSchema, type Host } from '../../src/config/schema.ts'
import { installedApp } from '../../src/demo/manifest.ts'
import { buttonOf, textsIn, wordsOf } from '../../src/demo/plain-text.ts'
import type { StepDefinition } from '../../src/demo/slack/app-definition.ts'
import { type StandIn, startSlackStandIn } from '../../src/demo/slack/stand-in.ts'
import { type Message, TEAM } from '../../src/demo/slack/workspace.ts'
import type { Diagnosed } from '../../src/domain/diagnosis.ts'
import { runAction } from '../../src/queue/action.job.ts'
import { begunInMemory } from '../../src/queue/begun.ts'
import { startDelivery } from '../../src/queue/delivery.ts'
import { openOutbox } from '../../src/queue/outbox.ts'
import { actionQueue, QUICK_PICKUP, workerOptions } from '../../src/queue/queues.ts'
import { createDesk } from '../../src/queue/redis-desk.ts'
import { ephemeralKeys } from '../../src/queue/signing.ts'
import { switchReader } from '../../src/queue/switch.ts'
import { startBot } from '../../src/slack/app.ts'
import { readAudit } from '../../src/store/audit.ts'
import { workerRedis } from '../../src/store/redis-client.ts'
import { saveRun } from '../../src/store/runs.ts'
import { pretending } from '../queue/fixtures.ts'
import type { TestRedis } from '../support/redis.ts'
import { freePort } from './bot.ts'
import { asked, bannedRun } from './fixtures.ts'

export const OPS = 'C0OPS'
export const SHARED = 'C0SHARED'
/** A channel that the bot is not in. */
export const OUT = 'C0OUT'
const person = (name: string, more = {}) => ({ id: `U0${name.toUpperCase()}`, name, teamId: TEAM.id, ...more })
const PEOPLE = [
  ...['Ana', 'Ben', 'Cara', 'Dan'].map((name) => person(name)),
  person('Gus', { guest: true }),
  person('Fay', { teamId: 'T0OTHER' }),
  person('Eve', { stranger: true, teamId: 'T0OTHER' }),
]
export const [ANA = '', BEN = '', CARA = '', DAN = '', GUS = '', FAY = '', EVE = ''] = PEOPLE.map(({ id }) => id)
const INSTALLED = installedApp()
const SIGNING_SECRET = 'a-signing-secret'
const log = pino({ level: 'silent' })

export interface TeamOptions {
  policy: unknown
  /** Tags of web-01. */
  tags?: string[]
  scopes?: string[]
  /** Other hosts than web-01. */
  hosts?: Host[]
  transport?: 'socket' | 'http'
  /** Steps that the app has in workflows. */
  steps?: StepDefinition[]
}

/** A workspace with the real bot and a worker that writes down what it would have changed on hosts. */
export async function startTeam({ redis, url }: TestRedis, options: TeamOptions) {
  const { policy, tags = [], scopes = INSTALLED.scopes, transport = 'socket' } = options
  const port = transport === 'http' ? await freePort() : 3000
  const slack = await startSlackStandIn({
    people: PEOPLE,
    channels: [
      { id: OPS, name: 'ops', botIsIn: true },
      { id: SHARED, name: 'with-partner', botIsIn: true, sharedWithOthers: true },
      { id: OUT, name: 'out', botIsIn: false },
    ],
    groups: [{ id: 'S0SRE', handle: 'sre', users: [CARA, DAN] }],
    tokens: { bot: 'xoxb-test', app: 'xapp-test' },
    scopes,
    app: { ...INSTALLED.app, steps: options.steps ?? [] },
    ...(transport === 'http' && {
      http: { requestUrl: `http://127.0.0.1:${port}/slack/events`, signingSecret: SIGNING_SECRET },
    }),
  })
  const reach = { mode: transport, port, apiUrl: slack.apiUrl }
  const config = configSchema.parse({ vantage: 'bastion-a', slack: reach, policy })
  const hosts = options.hosts ?? [{ name: 'web-01', address: '10.0.0.5', port: 22, user: 'medic', tags }]
  const { signer, verifier } = ephemeralKeys()
  const desk = createDesk({ redisUrl: url, signer, limits: config.policy.limits })
  const bot = await startBot({
    config,
    hosts,
    desk,
    tokens: { botToken: 'xoxb-test', appToken: 'xapp-test', signingSecret: SIGNING_SECRET },
    startDelivery: (poster) => startDelivery({ redisUrl: url, poster }),
    log,
  })
  const outbox = openOutbox(redis)
  const changed: string[] = []
  const worker = startWorker()
  let runs = 0

  function startWorker() {
    const connection = workerRedis(url)
    const surroundings = {
      ...{ redis, outbox, vantage: 'bastion-a', verifier, policy: config.policy, begun: begunInMemory() },
      hosts: new Map(hosts.map((host) => [host.name, host])),
      tools: { knownHosts: '/dev/null', budget: { take: async () => ({ waitedMs: 0 }) } },
      paused: switchReader(redis, verifier),
      onError: () => {},
      carryOut: pretending(changed),
    }
    const processor = async ({ id = '', data }: { id?: string | undefined; data: unknown }) =>
      runAction({ id, data }, surroundings)
    const queue = new Worker(actionQueue('bastion-a'), processor, workerOptions(connection, 5, QUICK_PICKUP))
    queue.on('error', () => {})
    return { close: async () => void (await queue.close().then(() => connection.disconnect())) }
  }

  return {
    slack,
    desk,
    redis,
    changed,
    /** A check of web-01 that found a ban, told in a channel. Returns the head, once it has its buttons. */
    checked: async (channel = OPS, change: Partial<Diagnosed> = {}) => {
      const runId = `run-${++runs}`
      const startedAt = new Date(Date.UTC(2026, 0, 1) + runs * 60_000).toISOString()
      const diagnosed: Diagnosed = { ...bannedRun, ...change, evidence: { ...bannedRun.evidence, runId, startedAt } }
      await saveRun(redis, runId, diagnosed)
      await outbox.open(runId, { channel }, { state: 'done', asked, diagnosed })
      await outbox.wake(runId)
      return until(
        () =>
          slack.workspace.messages.findLast(
            (one) => one.channel === channel && !one.threadTs && !one.onlyFor && !told.has(one.ts),
          ),
        (one) => told.add(one.ts),
      )
    },
    audit: async () => (await readAudit(redis)).map(({ event, by, detail }) => ({ event, by, detail })),
    close: async () => {
      await bot.close()
      await worker.close()
      await Promise.all([desk.close(), outbox.close(), slack.close()])
    },
  }
}
const told = new Set<string>()
export type Team = Awaited<ReturnType<typeof startTeam>>

/** Waits until something is there, for as long as a busy machine may need. */
export async function until<T>(look: () => T | undefined, then: (found: T) => void = () => {}): Promise<T> {
  const deadline = performance.now() + 20_000
  for (;;) {
    const found = look()
    if (found !== undefined) {
      then(found)
      return found
    }
    if (performance.now() > deadline) throw new Error(`not seen in time: ${look}`)
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
}

/** The dialog that stands before somebody. */
export const dialogOf = (slack: StandIn, user: string) =>
  [...slack.workspace.views.values()].filter((open) => open.user === user).at(-1)
export const dialogWords = (slack: StandIn, user: string): string => textsIn(dialogOf(slack, user)?.view).join('\n')

/** The newest message of a thread, or one for a person alone, that says so. */
export const messageWith = (slack: StandIn, text: RegExp, onlyFor?: string) =>
  slack.workspace.messages.findLast((one) => text.test(wordsOf(one)) && one.onlyFor === onlyFor)

/** Presses what stood there when the page was loaded: some client that has not heard of the change yet. */
export async function pressLate(slack: StandIn, user: string, seen: Message, action: string): Promise<void> {
  const message = slack.workspace.message(seen.channel, seen.ts)
  if (!message) throw new Error('that message is gone')
  slack.workspace.update(message, seen.text, seen.blocks)
  await press(slack, user, message, action)
}

/** A message as it stands there now, whatever becomes of it. */
export const asSeen = (message: Message): Message => ({ ...message })

/** Presses the first button of a message that begins so. */
export async function press(
  slack: StandIn,
  user: string,
  message: Parameters<typeof buttonOf>[0] & { channel: string; ts: string },
  action: string,
): Promise<void> {
  const button = buttonOf(message, action)
  if (!button) throw new Error(`no button ${action} in: ${wordsOf(message)}`)
  await slack.click(user, message.channel, message.ts, button.actionId)
}

/** Presses a button that asks first, and returns the dialog. */
export async function ask(slack: StandIn, user: string, message: Parameters<typeof press>[2], action: string) {
  await press(slack, user, message, action)
  return until(() => dialogOf(slack, user))
}

/** Says yes to somebody's request, in the dialog as well. */
export async function approve(slack: StandIn, user: string, request: Parameters<typeof press>[2]): Promise<void> {
  const dialog = await ask(slack, user, request, 'approve')
  await slack.submit(user, dialog.id)
}
