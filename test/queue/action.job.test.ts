import { beforeEach, describe, expect, it } from 'vitest'
import { policySchema } from '../../src/config/policy.ts'
import type { ActionReport } from '../../src/domain/message.ts'
import { type ActionSurroundings, runAction } from '../../src/queue/action.job.ts'
import { begunInMemory } from '../../src/queue/begun.ts'
import { openOutbox } from '../../src/queue/outbox.ts'
import { ephemeralKeys } from '../../src/queue/signing.ts'
import { brokenAt, readAudit } from '../../src/store/audit.ts'
import { threadStore } from '../../src/store/threads.ts'
import { eventually } from '../support/eventually.ts'
import { sharedRedis } from '../support/redis.ts'
import { orderOf } from './fixtures.ts'

const { redis } = await sharedRedis()
const { signer, verifier } = ephemeralKeys()
const outbox = openOutbox(redis)

/** A worker of bastion-a that knows web-01, and writes down what it carried out. */
function worker(change: Partial<ActionSurroundings> = {}) {
  const carriedOut: string[] = []
  const errors: string[] = []
  const surroundings: ActionSurroundings = {
    redis,
    outbox,
    hosts: new Map([['web-01', { name: 'web-01', address: '127.0.0.1', port: 22, tags: [] }]]),
    vantage: 'bastion-a',
    verifier,
    tools: { knownHosts: '/dev/null', budget: { take: async () => ({ waitedMs: 0 }) } },
    begun: begunInMemory(),
    policy: policySchema.parse({ limits: { coolDownSeconds: 0, changesPerHour: 1000 } }),
    paused: async () => undefined,
    carryOut: async ({ orderId = '', remedy, args, direction, request }): Promise<ActionReport> => {
      carriedOut.push(orderId)
      return {
        schema: 'ssh-medic/action@1',
        orderId,
        remedy: remedy.id,
        args,
        direction,
        host: request.host.name,
        command: 'c',
        outcome: 'verified',
        detail: 'd',
        at: new Date().toISOString(),
      }
    },
    onError: (error) => errors.push(error.message),
    ...change,
  }
  return { surroundings, carriedOut, errors }
}

const repliesOf = async (runId = 'run-1') => {
  const texts = await redis.lrange(`ssh-medic:thread:${runId}:replies`, 0, -1)
  return texts.map((text) => JSON.parse(text))
}
const jobOf = (order: ReturnType<typeof orderOf>, id = order.id) => ({ id, data: signer.sign(order) })

describe('an action order', () => {
  beforeEach(async () => {
    await redis.flushall()
    await outbox.open(
      'run-1',
      { channel: 'C1' },
      {
        state: 'queued',
        asked: { host: 'web-01', requestedBy: { id: 'U1' }, vantage: 'bastion-a' },
      },
    )
  })

  it('is carried out, told and recorded', async () => {
    const { surroundings, carriedOut } = worker()
    const order = orderOf({ approvedBy: [{ id: 'U2' }] })
    await runAction(jobOf(order), surroundings)
    expect(carriedOut).toEqual([order.id])
    expect(await repliesOf()).toMatchObject([{ kind: 'action', action: { outcome: 'verified', orderId: order.id } }])
    const audit = await readAudit(redis)
    expect(audit).toMatchObject([{ orderId: order.id, requestedBy: 'U1', approvedBy: ['U2'], outcome: 'verified' }])
    expect(brokenAt(audit)).toBeUndefined()
  })

  it.each<[string, (order: ReturnType<typeof orderOf>) => unknown, string]>([
    [
      'altered',
      (order) => ({ ...signer.sign(order), signed: JSON.stringify({ ...order, host: 'db-01' }) }),
      'altered after it was signed',
    ],
    ['forged', (order) => ephemeralKeys().signer.sign(order), 'not among signing.publicKeyFiles'],
    ['expired', (order) => signer.sign({ ...order, expiresAt: '2026-01-01T00:00:00.000Z' }), 'the order expired'],
  ])('that is %s changes nothing, and its thread hears why', async (_how, dataOf, because) => {
    const { surroundings, carriedOut, errors } = worker()
    const order = orderOf()
    await runAction({ id: order.id, data: dataOf(order) }, surroundings)
    expect(carriedOut).toEqual([])
    expect(errors).toEqual([expect.stringContaining(because)])
    expect(await repliesOf()).toEqual([{ kind: 'note', text: expect.stringContaining(because) }])
    expect(await readAudit(redis)).toMatchObject([
      { event: 'refused', orderId: order.id, detail: expect.stringContaining(because) },
    ])
  })

  it.each([
    ['no order at all', { hello: 'world' }],
    ['bytes that are no JSON', { signed: 'x', signature: 'AAAA', keyId: signer.keyId }],
  ])('that is %s is dropped', async (_what, data) => {
    const { surroundings, carriedOut, errors } = worker()
    await runAction({ id: 'j', data }, surroundings)
    expect({ carriedOut, complaints: errors.length, replies: await repliesOf() }).toEqual({
      carriedOut: [],
      complaints: 1,
      replies: [],
    })
  })

  it('is carried out once, however often and by whomever it is replayed', async () => {
    const workers = [worker(), worker(), worker()]
    const order = orderOf()
    const jobs = Array.from({ length: 20 }, (_, i) => jobOf(order, `replay-${i}`))
    await Promise.all(jobs.map((job, i) => runAction(job, (workers[i % 3] ?? worker()).surroundings)))
    expect(workers.flatMap(({ carriedOut }) => carriedOut)).toEqual([order.id])
    expect(await repliesOf()).toHaveLength(1)
    expect((await readAudit(redis)).map(({ event }) => event).sort()).toEqual([
      ...Array.from({ length: 19 }, () => 'refused'),
      'result',
    ])
  })

  it('is not begun again by a process that began it, even when its claim was deleted from Redis', async () => {
    const { surroundings, carriedOut, errors } = worker()
    const order = orderOf()
    await runAction(jobOf(order), surroundings)
    await redis.del(`ssh-medic:order:${order.id}`)
    await runAction(jobOf(order), surroundings)
    expect(carriedOut).toHaveLength(1)
    expect(errors).toEqual([expect.stringContaining('came again')])
    expect((await readAudit(redis)).map(({ event }) => event)).toEqual(['result', 'refused'])
  })

  it('whose worker died in the middle is not run a second time: the thread learns how to look', async () => {
    const order = orderOf()
    const dying = worker({ carryOut: () => new Promise(() => {}) })
    void runAction(jobOf(order), dying.surroundings)
    await eventually(async () => expect(await redis.exists(`ssh-medic:order:${order.id}`)).toBe(1))

    const { surroundings, carriedOut } = worker()
    await runAction(jobOf(order), surroundings)
    await runAction(jobOf(order), surroundings)
    expect(carriedOut).toEqual([])
    const replies = await repliesOf()
    expect(replies).toMatchObject([
      { action: { outcome: 'inconclusive', detail: expect.stringContaining('Check web-01 again') } },
    ])
    expect(await readAudit(redis)).toMatchObject([{ outcome: 'inconclusive' }])
  })

  it('whose worker died after the end is told and recorded once, with its result', async () => {
    const order = orderOf()
    const deaf = { ...outbox, reply: () => Promise.reject(new Error('killed here')) }
    const first = worker({ outbox: deaf })
    await expect(runAction(jobOf(order), first.surroundings)).rejects.toThrow('killed here')
    const second = worker()
    await runAction(jobOf(order), second.surroundings)
    expect(second.carriedOut).toEqual([])
    expect(await repliesOf()).toMatchObject([{ action: { outcome: 'verified' } }])
    expect(await readAudit(redis)).toHaveLength(1)
  })

  it.each([
    ['a host that is not in the inventory', { host: 'db-01' }, 'not in the inventory'],
    ['a remedy that this worker does not know', { remedy: 'reboot' }, 'does not know the remedy'],
    [
      'arguments that the remedy does not accept',
      { args: { jail: 'x;y', ip: '1.2.3.4' } },
      'does not accept these arguments',
    ],
    ['another vantage', { vantage: 'bastion-b' }, 'is for bastion-b'],
  ])('for %s is refused', async (_what, change, because) => {
    const { surroundings, carriedOut } = worker()
    await runAction(jobOf(orderOf(change)), surroundings)
    expect(carriedOut).toEqual([])
    expect(await repliesOf()).toMatchObject([
      { action: { outcome: 'refused', detail: expect.stringContaining(because) } },
    ])
    expect(await readAudit(redis)).toMatchObject([{ outcome: 'refused' }])
  })

  it('that we fail at ourselves is inconclusive, and our error stays out of the thread', async () => {
    const { surroundings, errors } = worker({ carryOut: () => Promise.reject(new Error('secret stack')) })
    await runAction(jobOf(orderOf()), surroundings)
    const replies = await repliesOf()
    expect(replies).toMatchObject([{ action: { outcome: 'inconclusive' } }])
    expect(JSON.stringify(replies)).not.toContain('secret stack')
    expect(errors).toEqual(['secret stack'])
  })

  it('wakes the delivery of its thread', async () => {
    await runAction(jobOf(orderOf()), worker().surroundings)
    expect((await threadStore(redis).read('run-1'))?.replies).toBe(1)
    expect(await redis.llen('ssh-medic:outbox:wait')).toBe(1)
  })
})
