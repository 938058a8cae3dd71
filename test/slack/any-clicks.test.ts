import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { Worker } from 'bullmq'
import fc from 'fast-check'
import { Redis } from 'ioredis'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { policySchema } from '../../src/config/policy.ts'
import { runAction } from '../../src/queue/action.job.ts'
import { begunOnDisk } from '../../src/queue/begun.ts'
import { openOutbox } from '../../src/queue/outbox.ts'
import { actionQueue, openQueue, workerOptions } from '../../src/queue/queues.ts'
import { createDesk } from '../../src/queue/redis-desk.ts'
import { ephemeralKeys } from '../../src/queue/signing.ts'
import { digestOfFacts } from '../../src/store/offers.ts'
import { workerRedis } from '../../src/store/redis-client.ts'
import { saveRun } from '../../src/store/runs.ts'
import { eventually } from '../support/eventually.ts'
import { hasRedisServer, replicatedRedis } from '../support/replicated-redis.ts'
import { startTestBot, type TestBot } from './bot.ts'
import { bannedRun } from './fixtures.ts'
import { ok, type SlackServer, startSlackServer } from './slack-server.ts'
import { stubbornHost } from './stubborn-host.ts'

const PLENTY = { changesPerHour: 1_000, coolDownSeconds: 0 }
const OFFERS = 3

const BY_PEOPLE = ['submit', 'submit twice', 'click', 'click, delivered twice'] as const
const BY_FATE = ['replay', 'forget claims', 'restart a worker', 'cut the replica', 'fail over'] as const

type Step =
  | { what: (typeof BY_PEOPLE)[number]; user: 'U1' | 'U2' | 'U3'; offer: number }
  | { what: (typeof BY_FATE)[number] }
/** By what the answer to a click is known. */
type Asked = { click: string; trigger: string }

const person = fc.constantFrom('U1' as const, 'U2' as const, 'U3' as const)
const offer = fc.nat({ max: OFFERS - 1 })
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({ what: fc.constantFrom(...BY_PEOPLE), user: person, offer }),
  },
  {
    weight: 4,
    arbitrary: fc.record({ what: fc.constantFrom(...BY_FATE) }),
  },
)

describe.runIf(hasRedisServer())('over any clicks, redeliveries, replays, two machines, restarts and failovers', () => {
  const keys = ephemeralKeys()
  // What a worker has begun is written down on its machine, and one machine knows nothing of the other.
  const machines = [1, 2].map((number) => mkdtempSync(join(tmpdir(), `ssh-medic-machine-${number}-`)))
  const host = stubbornHost()
  const { changed } = host
  const seenJobs: unknown[] = []
  let server: Awaited<ReturnType<typeof replicatedRedis>>
  let redis: Redis
  let slack: SlackServer
  let desk: ReturnType<typeof createDesk>
  let bot: TestBot
  const workers: ReturnType<typeof startWorker>[] = []

  beforeAll(async () => {
    server = await replicatedRedis()
    redis = new Redis(server.url, { maxRetriesPerRequest: null, retryStrategy: () => 50 })
    redis.on('error', () => {})
    slack = await startSlackServer()
    slack.answer('views.open', () => ok({ view: { id: 'V1' } }))
    desk = createDesk({ redisUrl: server.url, signer: keys.signer, limits: PLENTY })
    bot = await startTestBot(slack, desk)
    workers.push(...machines.map(startWorker))
  })
  afterAll(async () => {
    await Promise.all(workers.map((worker) => worker.close()))
    await bot.close()
    await slack.close()
    await desk.close()
    redis.disconnect()
    await server.close()
    for (const folder of machines) rmSync(folder, { recursive: true, force: true })
    host.close()
  })

  function startWorker(machine: string) {
    const connection = workerRedis(server.url)
    const outbox = openOutbox(connection)
    const surroundings = {
      ...{ redis: connection, outbox, vantage: 'bastion-a', verifier: keys.verifier },
      hosts: new Map([['web-01', { name: 'web-01', address: '127.0.0.1', port: 22, tags: [] }]]),
      tools: { knownHosts: '/dev/null', budget: { take: async () => ({ waitedMs: 0 }) } },
      begun: begunOnDisk(machine, () => {}),
      policy: policySchema.parse({ limits: PLENTY }),
      paused: async () => undefined,
      carryOut: host.carryOut,
      onError: () => {},
    }
    const process = async ({ id = '', data }: { id?: string | undefined; data: unknown }) => {
      seenJobs.push(data)
      await runAction({ id, data }, surroundings)
    }
    const pickup = { lockMs: 1_000, stalledIntervalMs: 500 }
    const worker = new Worker(actionQueue('bastion-a'), process, workerOptions(connection, 5, pickup))
    worker.on('error', () => {})
    return {
      machine,
      close: async () => {
        await worker.close(true)
        connection.disconnect()
      },
    }
  }

  let run = 0
  /** Offers that stand on a check of this run. */
  async function offers(): Promise<string[]> {
    const runId = `run-${++run}`
    const evidence = { ...bannedRun.evidence, runId }
    await saveRun(redis, runId, { ...bannedRun, evidence })
    const ids = ['203.0.113.7', '203.0.113.8', '203.0.113.9'].slice(0, OFFERS).map((ip) =>
      desk.remember({
        ...{ runId, host: 'web-01', vantage: 'bastion-a', remedy: 'fail2ban-unban', args: { jail: 'sshd', ip } },
        ...{ direction: 'do', command: 'c', evidence: digestOfFacts(evidence) },
      }),
    )
    return Promise.all(ids)
  }

  /** Right after a failover the desk may still be on its way back to Redis. */
  async function offered(): Promise<string[]> {
    const found: string[] = []
    await eventually(async () => void found.push(...(await offers())), 20_000)
    return found
  }

  let clicks = 0
  /** A click of somebody; Slack may deliver it again when our acknowledgement got lost. */
  async function click(one: { user: string; offer: string }, deliveries: number, asked: Asked[]): Promise<void> {
    const [answer, trigger] = [`click=${++clicks}`, `T-${clicks}`]
    asked.push({ click: answer, trigger })
    const more = { user: one.user, trigger, responseUrl: `${slack.responseUrl}?${answer}` }
    await Promise.all(Array.from({ length: deliveries }, () => bot.click('offer:0', one.offer, more)))
  }

  const answersTo = (click: string, trigger: string) =>
    slack.called(`response_url?${click}`).length +
    slack.called('views.open').filter(({ trigger_id: id }) => id === trigger).length

  async function act(one: Step, ids: readonly string[], asked: Asked[]): Promise<void> {
    switch (one.what) {
      case 'click':
      case 'click, delivered twice':
        return click({ user: one.user, offer: ids[one.offer] ?? '' }, one.what === 'click' ? 1 : 2, asked)
      case 'submit':
      case 'submit twice': {
        const about = JSON.stringify({ offerId: ids[one.offer], channel: 'C1' })
        const submissions = one.what === 'submit' ? [1] : [1, 2]
        const answers = await Promise.all(submissions.map(() => bot.submit(about, one.user)))
        return expect(answers.map(({ status }) => status)).toEqual(submissions.map(() => 200))
      }
      case 'replay':
        return replay()
      case 'forget claims':
        return forgetClaims()
      case 'restart a worker':
        return restart(workers.shift())
      case 'cut the replica':
        return void (await server.cutReplica())
      case 'fail over':
        return server.failOver()
    }
  }

  async function restart(worker: (typeof workers)[number] | undefined): Promise<void> {
    await worker?.close()
    if (worker) workers.push(startWorker(worker.machine))
  }

  /** Somebody puts orders that were sent before back into the queue, as new jobs. */
  async function replay(): Promise<void> {
    const queue = openQueue(actionQueue('bastion-a'), redis)
    for (const data of seenJobs.slice(-5)) await queue.add('act', data)
    await queue.close()
  }

  /** Somebody who can write to Redis makes room for a replay. */
  async function forgetClaims(): Promise<void> {
    const claims = await redis.keys('ssh-medic:order:*')
    if (claims.length > 0) await redis.del(...claims)
  }

  async function idle(): Promise<void> {
    const queue = openQueue(actionQueue('bastion-a'), redis)
    await eventually(async () => expect(await queue.getJobCountByTypes('waiting', 'active')).toBe(0), 60_000)
    await queue.close()
  }

  it('every order is carried out at most once, and every click is answered exactly once', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 3, maxLength: 10 }), async (steps) => {
        const ids = await offered()
        const asked: Asked[] = []
        for (const one of steps) await act(one, ids, asked)
        await idle()
        expect(new Set(changed).size).toBe(changed.length)
        await eventually(
          () => expect(asked.map(({ click, trigger }) => answersTo(click, trigger))).toEqual(asked.map(() => 1)),
          20_000,
        )
      }),
      { numRuns: 15, endOnFailure: true },
    )
    await setTimeout(500)
    expect(new Set(changed).size).toBe(changed.length)
    expect(changed.length).toBeGreaterThan(3)
  }, 300_000)
})
