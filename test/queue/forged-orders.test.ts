import { once } from 'node:events'
import { createServer } from 'node:net'
import type { Queue } from 'bullmq'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { configSchema } from '../../src/config/schema.ts'
import { openOutbox } from '../../src/queue/outbox.ts'
import { actionQueue, openQueue } from '../../src/queue/queues.ts'
import { createDesk } from '../../src/queue/redis-desk.ts'
import type { Order } from '../../src/queue/shapes.ts'
import { CLOCK_SKEW_MS, ephemeralKeys } from '../../src/queue/signing.ts'
import { turnFromTerminal } from '../../src/queue/switch.ts'
import { type RunningWorker, startWorker } from '../../src/queue/worker.ts'
import { brokenAt, readAudit } from '../../src/store/audit.ts'
import { eventually } from '../support/eventually.ts'
import { sharedRedis } from '../support/redis.ts'
import { orderOf, queued } from './fixtures.ts'

const { redis, url } = await sharedRedis()
const { signer, verifier } = ephemeralKeys()
const thief = ephemeralKeys().signer
const outbox = openOutbox(redis)
const desk = createDesk({ redisUrl: url, signer })
let worker: RunningWorker
let queue: Queue

/** The host of every order: who visits it has begun to obey. */
let visits = 0
const host = createServer((socket) => {
  visits += 1
  socket.destroy()
}).listen(0, '127.0.0.1')

beforeAll(async () => {
  if (!host.listening) await once(host, 'listening')
  const address = host.address()
  const port = typeof address === 'object' && address !== null ? address.port : 0
  worker = await startWorker({
    config: configSchema.parse({ vantage: 'bastion-a', policy: { limits: { coolDownSeconds: 0 } } }),
    hosts: [{ name: 'web-01', address: '127.0.0.1', port, tags: [] }],
    redisUrl: url,
    budget: { take: async () => ({ waitedMs: 0 }) },
    verifier,
  })
  queue = openQueue(actionQueue('bastion-a'), redis)
})
afterAll(async () => {
  await worker.close()
  await Promise.all([queue.close(), outbox.close(), desk.close()])
  host.close()
})
beforeEach(async () => {
  visits = 0
  await desk.confirmSwitch()
  await outbox.open('run-1', { channel: 'C1' }, queued)
})

/** What the audit log says of an order, once it says anything. */
async function recorded(orderId: string, count = 1) {
  const own = async () => (await readAudit(redis)).filter((entry) => entry.orderId === orderId)
  await eventually(async () => expect(await own()).toHaveLength(count), 15_000)
  return own()
}
const inMs = (ms: number) => new Date(Date.now() + ms).toISOString()

describe('an order that somebody puts straight into Redis', () => {
  it.each<[string, (order: Order) => unknown, string]>([
    ['signed by nobody', (order) => ({ ...signer.sign(order), signature: '' }), 'altered after it was signed'],
    ['signed by another key', (order) => thief.sign(order), 'not among signing.publicKeyFiles'],
    [
      'signed by another key, under the name of the right one',
      (order) => ({ ...thief.sign(order), keyId: signer.keyId }),
      'altered after it was signed',
    ],
    [
      'for another host than was signed',
      (order) => ({ ...signer.sign({ ...order, host: 'db-01' }), signed: JSON.stringify(order) }),
      'altered after it was signed',
    ],
    [
      'whose end was put off',
      (order) => ({ ...signer.sign(order), signed: JSON.stringify({ ...order, expiresAt: inMs(3_600_000) }) }),
      'altered after it was signed',
    ],
    [
      'that is over',
      (order) => signer.sign({ ...order, issuedAt: inMs(-600_000), expiresAt: inMs(-CLOCK_SKEW_MS - 1_000) }),
      'the order expired at',
    ],
    [
      'from the future',
      (order) => signer.sign({ ...order, issuedAt: inMs(CLOCK_SKEW_MS + 60_000), expiresAt: inMs(600_000) }),
      'compare the clocks',
    ],
    ['for another vantage', (order) => signer.sign({ ...order, vantage: 'bastion-b' }), 'is for bastion-b'],
    [
      'with the seal of something else for a signature',
      (order) => {
        const { text, seal, keyId } = signer.seal('request', order)
        return { signed: text, signature: seal, keyId }
      },
      'altered after it was signed',
    ],
  ])('and is %s: nobody visits the host, and it is on record', async (_how, dataOf, because) => {
    const order = orderOf()
    await queue.add('act', dataOf(order), { jobId: order.id })
    const [entry] = await recorded(order.id)
    expect(entry).toMatchObject({ event: 'refused', detail: expect.stringContaining(because) })
    expect(visits).toBe(0)
    expect(brokenAt(await readAudit(redis))).toBeUndefined()
  })

  it.each([
    ['within the patience for clocks that differ, after its end', -400_000, -CLOCK_SKEW_MS / 2],
    ['within that patience, before it was signed', CLOCK_SKEW_MS / 2, 300_000],
  ])('is obeyed when it is real, and %s', async (_when, issuedMs, expiresMs) => {
    const order = orderOf({ issuedAt: inMs(issuedMs), expiresAt: inMs(expiresMs) })
    await queue.add('act', signer.sign(order), { jobId: order.id })
    const [entry] = await recorded(order.id)
    expect(entry).toMatchObject({ event: 'result' })
    expect(visits).toBeGreaterThan(0)
  })

  it.each<[string, () => Promise<unknown>, string]>([
    ['nobody says', () => redis.del('ssh-medic:switch'), 'nobody could tell whether changes are paused'],
    [
      'somebody without the bot’s key says',
      async () => {
        await redis.del('ssh-medic:switch')
        await turnFromTerminal(redis, thief, { paused: false, by: { id: 'thief' } })
      },
      'not said by a bot whose key',
    ],
  ])('and is real is not begun while %s that changes may go on', async (_who, prepare, because) => {
    await prepare()
    const order = orderOf()
    await queue.add('act', signer.sign(order), { jobId: order.id })
    const [entry] = await recorded(order.id)
    expect(entry).toMatchObject({ event: 'refused', detail: expect.stringContaining(because) })
    expect(visits).toBe(0)
  })

  it('as a copy of one that was carried out, with its claim taken away or not, is carried out no second time', async () => {
    const order = orderOf()
    await desk.send(order)
    const [first] = await recorded(order.id)
    expect(first).toMatchObject({ event: 'result' })
    const visited = visits
    await queue.add('act', signer.sign(order), { jobId: 'a-copy' })
    const [, copy] = await recorded(order.id, 2)
    expect(copy).toMatchObject({ event: 'refused', detail: expect.stringContaining('A copy of the order came as job') })
    await redis.del(`ssh-medic:order:${order.id}`)
    await queue.add('act', signer.sign(order), { jobId: 'another-copy' })
    const [, , second] = await recorded(order.id, 3)
    expect(second).toMatchObject({ event: 'refused', detail: expect.stringContaining('begun here before') })
    expect(visits).toBe(visited)
  })
})
