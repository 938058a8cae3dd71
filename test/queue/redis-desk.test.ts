import { once } from 'node:events'
import { createServer } from 'node:net'
import { setTimeout } from 'node:timers/promises'
import { Queue } from 'bullmq'
import { afterAll, beforeEach, describe, expect, it } from 'vitest'
import { policySchema } from '../../src/config/policy.ts'
import { runAction } from '../../src/queue/action.job.ts'
import { begunInMemory } from '../../src/queue/begun.ts'
import { type Offer, QueueAway } from '../../src/queue/desk.ts'
import { openOutbox } from '../../src/queue/outbox.ts'
import { actionQueue, checkQueue, openQueue } from '../../src/queue/queues.ts'
import { createDesk } from '../../src/queue/redis-desk.ts'
import { actionJob } from '../../src/queue/shapes.ts'
import { ephemeralKeys } from '../../src/queue/signing.ts'
import { PREFIX } from '../../src/store/redis-client.ts'
import { saveRun } from '../../src/store/runs.ts'
import { threadStore } from '../../src/store/threads.ts'
import { signIn, signOut } from '../../src/store/workers.ts'
import { eventually } from '../support/eventually.ts'
import { freeze } from '../support/frozen.ts'
import { sharedRedis, testRedis } from '../support/redis.ts'
import { relayTo } from '../support/relay.ts'
import { checkJob, diagnosedOf, note, orderOf, pretending, queued, workerNote } from './fixtures.ts'

const offer: Offer = {
  runId: 'run-1',
  host: 'web-01',
  vantage: 'bastion-a',
  remedy: 'fail2ban-unban',
  args: { jail: 'sshd', ip: '203.0.113.7' },
  direction: 'do',
  command: 'sudo -n fail2ban-client set sshd unbanip 203.0.113.7',
  evidence: 'digest',
}

describe.each(['any', 'embedded'] as const)('the desk on Redis (%s)', async (wanted) => {
  const { redis, url } = await sharedRedis(wanted)
  const { signer, verifier } = ephemeralKeys()
  const desk = createDesk({ redisUrl: url, signer })
  afterAll(() => desk.close())
  beforeEach(async () => {
    await redis.flushall()
  })

  it('adds a check once, and opens its thread', async () => {
    const place = { channel: 'C1', threadTs: '1.2' }
    await Promise.all([1, 2, 3].map(() => desk.askCheck(checkJob('run-1'), 'bastion-a', place)))
    const queue = openQueue(checkQueue('bastion-a'), redis)
    expect(await queue.getJobCounts('waiting', 'active', 'delayed')).toEqual({ waiting: 1, active: 0, delayed: 0 })
    expect((await queue.getJob('run-1'))?.data).toMatchObject({ host: 'web-01' })
    await queue.close()
    const thread = await threadStore(redis).read('run-1')
    expect(thread).toMatchObject({ place, head: { state: 'queued', asked: { host: 'web-01', vantage: 'bastion-a' } } })
  })

  it('says in the head when no worker is there to take it', async () => {
    await desk.askCheck(checkJob('run-1'), 'bastion-a', { channel: 'C1' })
    expect((await threadStore(redis).read('run-1'))?.head).toHaveProperty('waiting')
    await signIn(redis, 'bastion-a', workerNote('w1'))
    await desk.askCheck(checkJob('run-2'), 'bastion-a', { channel: 'C1' })
    expect((await threadStore(redis).read('run-2'))?.head).not.toHaveProperty('waiting')
  })

  it('knows whether a worker is up whose inventory has a host', async () => {
    expect(await desk.canCheck('bastion-c', 'web-01')).toBe(false)
    await signIn(redis, 'bastion-c', workerNote('w1', { hosts: ['db-01'] }))
    expect(await desk.canCheck('bastion-c', 'web-01')).toBe(false)
    await signIn(redis, 'bastion-c', workerNote('w2'))
    expect(await desk.canCheck('bastion-c', 'web-01')).toBe(true)
  })

  it('counts the workers of a vantage, and forgets those that went silent', async () => {
    await signIn(redis, 'bastion-a', workerNote('w1'))
    await signIn(redis, 'bastion-a', workerNote('w2'))
    await signIn(redis, 'bastion-b', workerNote('w3'))
    await redis.zadd('ssh-medic:workers:bastion-a', Date.now() - 1_000, 'dead')
    expect(await desk.workersOf('bastion-a')).toBe(2)
    await signOut(redis, 'bastion-a', 'w1')
    expect(await desk.workersOf('bastion-a')).toBe(1)
  })

  it('knows a run that was saved, and no other', async () => {
    const diagnosed = diagnosedOf('run-1')
    await saveRun(redis, 'run-1', diagnosed)
    expect(await desk.run('run-1')).toEqual(diagnosed)
    expect(await desk.run('run-2')).toBeUndefined()
    expect(await redis.ttl(`${PREFIX}:run:run-1`)).toBeGreaterThan(6 * 86_400)
  })

  it('gives the same offer the same id, in whatever order its arguments come', async () => {
    const id = await desk.remember(offer)
    expect(await desk.remember({ ...offer, args: { ip: '203.0.113.7', jail: 'sshd' } })).toBe(id)
    expect(await desk.remember({ ...offer, host: 'web-02' })).not.toBe(id)
    expect(await desk.remember({ ...offer, evidence: 'another' })).not.toBe(id)
    expect(await desk.recall(id)).toEqual({ ...offer, args: { ip: '203.0.113.7', jail: 'sshd' } })
    expect(await desk.recall('unknown')).toBeUndefined()
  })

  it('does not recall an offer that was given another meaning in Redis', async () => {
    const id = await desk.remember(offer)
    await redis.set(`${PREFIX}:offer:${id}`, JSON.stringify({ ...offer, host: 'db-01' }))
    expect(await desk.recall(id)).toBeUndefined()
  })

  it('lets one of 20 clicks win, and tells the others who it was', async () => {
    const id = await desk.remember(offer)
    const claims = await Promise.all(Array.from({ length: 20 }, (_, i) => desk.claim(id, { id: `U${i}` })))
    expect(claims.filter(({ won }) => won)).toHaveLength(1)
    const winner = `U${claims.findIndex(({ won }) => won)}`
    const losers = claims.filter((claim) => !claim.won)
    expect(losers.map((claim) => claim.by.id)).toEqual(Array.from({ length: 19 }, () => winner))
  })

  it('signs an order and sends it once', async () => {
    const order = orderOf()
    await desk.send(order)
    await desk.send(order)
    const queue = new Queue('action.bastion-a', { connection: redis, prefix: PREFIX })
    const jobs = await queue.getJobs(['waiting'])
    await queue.close()
    expect(jobs).toHaveLength(1)
    expect(verifier.verify(actionJob.parse(jobs[0]?.data), new Date())).toEqual({ accepted: true, order })
  })

  it('tells a thread something once', async () => {
    await desk.askCheck(checkJob('run-1'), 'bastion-a', { channel: 'C1' })
    await desk.tell('run-1', 'r', note('hello'))
    await desk.tell('run-1', 'r', note('hello'))
    expect((await threadStore(redis).read('run-1'))?.replies).toBe(1)
  })
})

describe('the desk while Redis hangs', () => {
  it('gives an order whose worker is told that it came too late', async () => {
    const server = await testRedis()
    const { signer, verifier } = ephemeralKeys()
    const desk = createDesk({ redisUrl: server.url, signer })
    await desk.send(orderOf()) // Everything is open, as on any day.
    const outbox = openOutbox(server.redis)
    const order = orderOf()
    await outbox.open(order.runId, { channel: 'C1' }, queued)
    const thaw = await freeze(server)
    await expect(desk.send(order)).rejects.toMatchObject({ name: 'QueueAway', fate: 'unknown' })
    thaw()

    const queue = openQueue(actionQueue('bastion-a'), server.redis)
    await eventually(async () => expect(await queue.getJob(order.id)).toBeDefined())
    const changed: string[] = []
    const here = {
      ...{ redis: server.redis, outbox, vantage: 'bastion-a', hosts: new Map(), verifier, begun: begunInMemory() },
      tools: { knownHosts: '/dev/null', budget: { take: async () => ({ waitedMs: 0 }) } },
      ...{ policy: policySchema.parse({}), paused: async () => undefined, onError: () => {} },
      carryOut: pretending(changed),
    }
    await runAction({ id: order.id, data: (await queue.getJob(order.id))?.data }, here)
    expect(changed).toEqual([])
    expect(await threadStore(server.redis).replyAt(order.runId, 0)).toMatchObject({
      action: { outcome: 'refused', detail: expect.stringContaining('Nothing was changed') },
    })
    await Promise.all([desk.close(), outbox.close(), queue.close()])
    await server.close()
  })
})

describe('the desk without Redis', () => {
  const failsQuickly = async (desk: ReturnType<typeof createDesk>) => {
    const startMs = performance.now()
    // What a second is on this machine right now.
    const second = setTimeout(1_000).then(() => performance.now() - startMs)
    const calls = [
      desk.askCheck(checkJob('run-1'), 'bastion-a', { channel: 'C1' }),
      desk.workersOf('bastion-a'),
      desk.recall('x'),
      desk.send(orderOf()),
    ]
    const results = await Promise.allSettled(calls)
    expect(results.map((result) => result.status === 'rejected' && result.reason)).toEqual(
      calls.map(() => expect.any(QueueAway)),
    )
    const tookMs = performance.now() - startMs
    expect(tookMs).toBeLessThan((await second) + 100)
  }

  it('fails within a second when nobody listens', async () => {
    const desk = createDesk({ redisUrl: 'redis://127.0.0.1:1', signer: ephemeralKeys().signer })
    await failsQuickly(desk)
    await desk.close()
  })

  it('fails within a second when Redis accepts and says nothing', async () => {
    const silent = createServer(() => {}).listen(0, '127.0.0.1')
    await once(silent, 'listening')
    const address = silent.address()
    const port = typeof address === 'object' ? address?.port : 0
    const desk = createDesk({ redisUrl: `redis://127.0.0.1:${port}`, signer: ephemeralKeys().signer })
    await failsQuickly(desk)
    await desk.close()
    silent.close()
  })

  it('works again when Redis is back, and fails in between', async () => {
    const server = await testRedis('embedded')
    const port = Number(new URL(server.url).port)
    const relay = relayTo(port)
    const relayPort = await relay.open()
    const desk = createDesk({ redisUrl: `redis://127.0.0.1:${relayPort}`, signer: ephemeralKeys().signer })
    await desk.askCheck(checkJob('run-1'), 'bastion-a', { channel: 'C1' })
    await relay.close()
    await failsQuickly(desk)
    await relay.open(relayPort)
    await eventually(() => desk.askCheck(checkJob('run-2'), 'bastion-a', { channel: 'C1' }))
    expect((await threadStore(server.redis).read('run-2'))?.head?.state).toBe('queued')
    await desk.close()
    await relay.close()
    await server.close()
  })
})
