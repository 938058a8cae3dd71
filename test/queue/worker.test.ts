import { once } from 'node:events'
import { createServer, type Socket } from 'node:net'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { configSchema } from '../../src/config/schema.ts'
import { startDelivery } from '../../src/queue/delivery.ts'
import { checkQueue, openQueue } from '../../src/queue/queues.ts'
import { createDesk } from '../../src/queue/redis-desk.ts'
import { ephemeralKeys } from '../../src/queue/signing.ts'
import { startWorker } from '../../src/queue/worker.ts'
import { threadStore } from '../../src/store/threads.ts'
import { eventually } from '../support/eventually.ts'
import { sharedRedis } from '../support/redis.ts'
import { checkJob, orderOf, recordingPoster, saying } from './fixtures.ts'

const { redis, url } = await sharedRedis()
const { signer, verifier } = ephemeralKeys()
const config = configSchema.parse({ vantage: 'bastion-a' })

describe('a worker', () => {
  const closers: (() => Promise<void> | void)[] = []
  beforeEach(async () => {
    await redis.flushall()
  })
  afterEach(async () => {
    for (const close of closers.splice(0).reverse()) await close()
  })

  /** A host that treats its visitors as told. */
  async function hostThat(treat: (socket: Socket) => void) {
    const server = createServer((socket) => {
      socket.on('error', () => {})
      treat(socket)
    }).listen(0, '127.0.0.1')
    await once(server, 'listening')
    const address = server.address()
    const port = typeof address === 'object' && address !== null ? address.port : 0
    closers.push(() => void server.close())
    return { server, host: { name: 'web-01', address: '127.0.0.1', port, tags: [] } }
  }
  async function work(hosts: Parameters<typeof startWorker>[0]['hosts'], signal?: AbortSignal) {
    const errors: string[] = []
    const budget = { take: async () => ({ waitedMs: 0 }) }
    const onError = (error: Error) => errors.push(error.message)
    const worker = await startWorker({
      config,
      hosts,
      redisUrl: url,
      budget,
      verifier,
      onError,
      ...(signal && { signal }),
    })
    closers.push(worker.close)
    return { ...worker, errors }
  }
  function bot() {
    const desk = createDesk({ redisUrl: url, signer })
    const poster = recordingPoster()
    const delivery = startDelivery({ redisUrl: url, poster })
    closers.push(desk.close, delivery.close)
    return { desk, poster }
  }
  const place = { channel: 'C1' }

  it('checks a host, and the thread hears of it from queued to done', async () => {
    const { host } = await hostThat((socket) => socket.destroy())
    const { desk, poster } = bot()
    await desk.askCheck(checkJob('run-1'), 'bastion-a', place)
    await eventually(() => expect(saying(poster, 'run-1')).toEqual(['head queued']))
    await work([host])
    await eventually(() => expect(saying(poster, 'run-1').slice(-2)).toEqual(['edit done', 'reply details']))
    expect(await desk.newestRuns()).toMatchObject([{ host: 'web-01', run: { runId: 'run-1' } }])
    expect(await desk.ownRuns('U1')).toMatchObject([{ host: 'web-01', runId: 'run-1' }])
    const run = await desk.run('run-1')
    expect(run?.evidence).toMatchObject({ runId: 'run-1', vantage: 'bastion-a', host: { name: 'web-01' } })
    expect(run?.evidence.observations.find(({ observation }) => observation === 'banner')).toMatchObject({
      outcome: 'closed',
    })
  })

  it('tells the thread when it does not know the host', async () => {
    const { desk } = bot()
    await work([])
    await desk.askCheck(checkJob('run-1', 'db-99'), 'bastion-a', place)
    await eventually(async () =>
      expect((await threadStore(redis).read('run-1'))?.head).toMatchObject({
        state: 'failed',
        problem: 'db-99 is not in the inventory of bastion-a.',
      }),
    )
  })

  it('tells the thread of a failure of our own without its text', async () => {
    const { desk } = bot()
    const { host } = await hostThat((socket) => socket.destroy())
    const broken = { take: () => Promise.reject(new Error('secret detail')) }
    const errors: string[] = []
    const onError = (error: Error) => errors.push(error.message)
    const worker = await startWorker({ config, hosts: [host], redisUrl: url, budget: broken, verifier, onError })
    closers.push(worker.close)
    await desk.askCheck(checkJob('run-1'), 'bastion-a', place)
    await eventually(async () => {
      const head = (await threadStore(redis).read('run-1'))?.head
      expect(head).toMatchObject({ state: 'failed', todo: expect.stringContaining('Ask again') })
      expect(JSON.stringify(head)).not.toContain('secret detail')
    })
    expect(errors).toContain('secret detail')
  })

  it('is counted while it runs', async () => {
    const { desk } = bot()
    const worker = await work([])
    expect(await desk.workersOf('bastion-a')).toBe(1)
    await worker.close()
    expect(await desk.workersOf('bastion-a')).toBe(0)
  })

  it('gives the check back to the queue when it is told to end at once', async () => {
    const { host, server } = await hostThat(() => {})
    const { desk } = bot()
    const leave = new AbortController()
    const worker = await work([host], leave.signal)
    const visited = once(server, 'connection')
    await desk.askCheck(checkJob('run-1'), 'bastion-a', place)
    await visited
    leave.abort()
    await worker.close()
    const queue = openQueue(checkQueue('bastion-a'), redis)
    expect(await queue.getJobCounts('waiting', 'active', 'failed', 'completed')).toEqual({
      waiting: 1,
      active: 0,
      failed: 0,
      completed: 0,
    })
    await queue.close()
    expect((await threadStore(redis).read('run-1'))?.head?.state).not.toBe('failed')
  })

  it('answers an order for a host that it cannot reach, and says that nothing was changed', async () => {
    const { host } = await hostThat((socket) => socket.destroy())
    const { desk, poster } = bot()
    await desk.askCheck(checkJob('run-1'), 'bastion-a', place)
    await work([host])
    await eventually(() => expect(saying(poster, 'run-1')).toContain('reply details'))
    await desk.confirmSwitch()
    await desk.send(orderOf())
    await eventually(() => expect(saying(poster, 'run-1')).toContain('reply action'))
    const replies = await redis.lrange('ssh-medic:thread:run-1:replies', 0, -1)
    expect(JSON.parse(replies[1] ?? '')).toMatchObject({
      action: { outcome: 'inconclusive', detail: expect.stringContaining('nothing was changed') },
    })
  })
})
