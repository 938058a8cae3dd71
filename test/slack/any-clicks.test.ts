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
import { pretending } from '../queue/fixtures.ts'
import { eventually } from '../support/eventually.ts'
import { failingRedis, hasRedisServer } from '../support/failing-redis.ts'
import { startTestBot, type TestBot } from './bot.ts'
import { bannedRun } from './fixtures.ts'
import { ok, type SlackServer, startSlackServer } from './slack-server.ts'

const PLENTY = { changesPerHour: 1_000, coolDownSeconds: 0 }
const OFFERS = 3

type Step =
  | { what: 'submit' | 'submit twice' | 'click'; user: 'U1' | 'U2' | 'U3'; offer: number }
  | { what: 'replay' | 'forget claims' | 'restart a worker' | 'fail over' }
const person = fc.constantFrom('U1' as const, 'U2' as const, 'U3' as const)
const offer = fc.nat({ max: OFFERS - 1 })
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({ what: fc.constantFrom('submit', 'submit twice', 'click'), user: person, offer }),
  },
  {
    weight: 4,
    arbitrary: fc.record({ what: fc.constantFrom('replay', 'forget claims', 'restart a worker', 'fail over') }),
  },
)

describe.runIf(hasRedisServer())('over any clicks, replays, restarts and failovers', () => {
  const keys = ephemeralKeys()
  const folder = mkdtempSync(join(tmpdir(), 'ssh-medic-begun-'))
  const changed: string[] = []
  const seenJobs: unknown[] = []
  let server: Awaited<ReturnType<typeof failingRedis>>
  let redis: Redis
  let slack: SlackServer
  let desk: ReturnType<typeof createDesk>
  let bot: TestBot
  const workers: { close(): Promise<void> }[] = []

  beforeAll(async () => {
    server = await failingRedis()
    redis = new Redis(server.url, { maxRetriesPerRequest: null, retryStrategy: () => 50 })
    redis.on('error', () => {})
    slack = await startSlackServer()
    slack.answer('views.open', () => ok({ view: { id: 'V1' } }))
    desk = createDesk({ redisUrl: server.url, signer: keys.signer, limits: PLENTY })
    bot = await startTestBot(slack, desk)
    workers.push(startWorker(), startWorker())
  })
  afterAll(async () => {
    await Promise.all(workers.map((worker) => worker.close()))
    await bot.close()
    await slack.close()
    await desk.close()
    redis.disconnect()
    await server.close()
    rmSync(folder, { recursive: true, force: true })
  })

  /** One of several on a bastion; what it has begun is written down there. */
  function startWorker() {
    const connection = workerRedis(server.url)
    const outbox = openOutbox(connection)
    const surroundings = {
      ...{ redis: connection, outbox, vantage: 'bastion-a', verifier: keys.verifier },
      hosts: new Map([['web-01', { name: 'web-01', address: '127.0.0.1', port: 22, tags: [] }]]),
      tools: { knownHosts: '/dev/null', budget: { take: async () => ({ waitedMs: 0 }) } },
      begun: begunOnDisk(folder, () => {}),
      policy: policySchema.parse({ limits: PLENTY }),
      paused: async () => undefined,
      carryOut: pretending(changed),
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

  let clicks = 0
  const answersTo = (click: string, trigger: string) =>
    slack.called(`response_url?${click}`).length +
    slack.called('views.open').filter(({ trigger_id: id }) => id === trigger).length

  async function act(one: Step, ids: readonly string[], asked: { click: string; trigger: string }[]): Promise<void> {
    switch (one.what) {
      case 'click': {
        const [click, trigger] = [`click=${++clicks}`, `T-${clicks}`]
        asked.push({ click, trigger })
        const responseUrl = `${slack.responseUrl}?${click}`
        return bot.click('offer:0', ids[one.offer] ?? '', { user: one.user, trigger, responseUrl })
      }
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
        await workers.shift()?.close()
        return void workers.push(startWorker())
      case 'fail over':
        await server.kill()
        return server.start()
    }
  }

  /** Somebody puts orders that were sent before back into the queue, as new jobs. */
  async function replay(): Promise<void> {
    const queue = openQueue(actionQueue('bastion-a'), redis)
    for (const data of seenJobs.slice(-5)) await queue.add('act', data)
    await queue.close()
  }

  /** What a replica did not have yet when it took over. */
  async function forgetClaims(): Promise<void> {
    const claims = await redis.keys('ssh-medic:order:*')
    if (claims.length > 0) await redis.del(...claims)
  }

  async function idle(): Promise<void> {
    const queue = openQueue(actionQueue('bastion-a'), redis)
    await eventually(async () => expect(await queue.getJobCountByTypes('waiting', 'active')).toBe(0), 20_000)
    await queue.close()
  }

  it('every order is carried out at most once, and every click is answered exactly once', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 3, maxLength: 10 }), async (steps) => {
        const ids = await offers()
        const asked: { click: string; trigger: string }[] = []
        for (const one of steps) await act(one, ids, asked)
        await idle()
        expect(new Set(changed).size).toBe(changed.length)
        await eventually(() =>
          expect(asked.map(({ click, trigger }) => answersTo(click, trigger))).toEqual(asked.map(() => 1)),
        )
      }),
      { numRuns: 15, endOnFailure: true },
    )
    await setTimeout(500)
    expect(new Set(changed).size).toBe(changed.length)
    expect(changed.length).toBeGreaterThan(3)
  }, 300_000)
})
