import { once } from 'node:events'
import { createServer, type Socket } from 'node:net'
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest'
import { configSchema } from '../../src/config/schema.ts'
import type { Budget } from '../../src/probes/tools.ts'
import { openOutbox } from '../../src/queue/outbox.ts'
import { checkQueue, openQueue } from '../../src/queue/queues.ts'
import { createDesk } from '../../src/queue/redis-desk.ts'
import { ephemeralKeys } from '../../src/queue/signing.ts'
import { startWorker } from '../../src/queue/worker.ts'
import { endCheck } from '../../src/store/endings.ts'
import { threadStore } from '../../src/store/threads.ts'
import { eventually } from '../support/eventually.ts'
import { sharedRedis } from '../support/redis.ts'
import { checkJob, diagnosedOf } from './fixtures.ts'

const { redis, url } = await sharedRedis()
const { verifier } = ephemeralKeys()
const config = configSchema.parse({ vantage: 'bastion-a' })
const BEN = { id: 'U2', name: 'Ben' }
const desk = () => {
  const opened = createDesk({ redisUrl: url })
  onTestFinished(opened.close)
  return opened
}
const headOf = async (runId: string) => (await threadStore(redis).read(runId))?.head

/** Asks for a check, and waits until its thread is there: only then anybody sees a button. */
async function asksFor(runId: string, bot: ReturnType<typeof desk>): Promise<void> {
  await bot.askCheck(checkJob(runId), 'bastion-a', { channel: 'C1' })
  await eventually(async () => expect(await headOf(runId)).toBeDefined())
}

/** A host that accepts and says nothing, so that a check of it lasts. Tells when its visitors hang up. */
async function silentHost() {
  const open = new Set<Socket>()
  const server = createServer((socket) => {
    open.add(socket)
    socket.on('error', () => {})
    socket.on('close', () => open.delete(socket))
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => void server.close())
  const address = server.address()
  const port = typeof address === 'object' && address !== null ? address.port : 0
  return { open, host: { name: 'web-01', address: '127.0.0.1', port, tags: [] } }
}

const AT_ONCE: Budget = { take: async () => ({ waitedMs: 0 }) }

async function work(host: Awaited<ReturnType<typeof silentHost>>['host'], budget = AT_ONCE) {
  const worker = await startWorker({ config, hosts: [host], redisUrl: url, budget, verifier })
  onTestFinished(worker.close)
}

describe('a check that is cancelled', () => {
  beforeEach(async () => {
    await redis.flushall()
  })

  it('hangs up on the host within a second, and its thread says who cancelled', async () => {
    const { open, host } = await silentHost()
    await work(host)
    const bot = desk()
    await bot.askCheck(checkJob('run-1'), 'bastion-a', { channel: 'C1' })
    await eventually(() => expect(open.size).toBe(1))
    const beganMs = performance.now()
    expect(await bot.cancelCheck('run-1', 'bastion-a', BEN)).toMatchObject({ how: 'cancelled', by: BEN })
    await eventually(() => expect(open.size).toBe(0))
    expect(performance.now() - beganMs).toBeLessThan(1_500)
    const checks = openQueue(checkQueue('bastion-a'), redis)
    onTestFinished(() => checks.close())
    await eventually(async () =>
      expect(await checks.getJobCounts('active', 'failed')).toEqual({ active: 0, failed: 0 }),
    )
    expect(await headOf('run-1')).toMatchObject({ state: 'cancelled', by: BEN, asked: { host: 'web-01' } })
    expect(await bot.run('run-1')).toBeUndefined()
  })

  it('is not begun by a worker that comes later', async () => {
    const { open, host } = await silentHost()
    const bot = desk()
    await asksFor('run-1', bot)
    await bot.cancelCheck('run-1', 'bastion-a', BEN)
    const checks = openQueue(checkQueue('bastion-a'), redis)
    onTestFinished(() => checks.close())
    expect(await checks.getJobs()).toEqual([])
    // Slack delivers the same command again: the run is the same, and stays cancelled.
    await bot.askCheck(checkJob('run-1'), 'bastion-a', { channel: 'C1' })
    await work(host)
    await eventually(async () => expect(await checks.getJobCounts('completed')).toEqual({ completed: 1 }))
    expect(open.size).toBe(0)
    expect((await headOf('run-1'))?.state).toBe('cancelled')
  })

  it('keeps no answer that was found in the same moment', async () => {
    const { open, host } = await silentHost()
    const atTheEnd: Budget = {
      take: async () => {
        await endCheck(redis, 'run-1', { how: 'cancelled', by: BEN, at: new Date().toISOString() })
        setTimeout(() => open.forEach((socket) => void socket.destroy()), 30)
        return { waitedMs: 0 }
      },
    }
    const bot = desk()
    await bot.askCheck(checkJob('run-1'), 'bastion-a', { channel: 'C1' })
    await work(host, atTheEnd)
    const checks = openQueue(checkQueue('bastion-a'), redis)
    onTestFinished(() => checks.close())
    await eventually(async () => expect(await checks.getJobCounts('completed')).toEqual({ completed: 1 }))
    expect(await bot.run('run-1')).toBeUndefined()
    expect((await headOf('run-1'))?.state).not.toBe('done')
  })

  it('stays the one who was first: a second person hears who it was', async () => {
    const bot = desk()
    await asksFor('run-1', bot)
    await bot.cancelCheck('run-1', 'bastion-a', BEN)
    expect(await bot.cancelCheck('run-1', 'bastion-a', { id: 'U1' })).toMatchObject({ by: BEN })
    expect(await headOf('run-1')).toMatchObject({ by: BEN })
  })
})

describe('a cancellation that comes too late', () => {
  beforeEach(async () => {
    await redis.flushall()
  })
  const asked = { host: 'web-01', requestedBy: { id: 'U1' }, vantage: 'bastion-a' }

  it('changes nothing where the answer is there, or is just being told', async () => {
    const bot = desk()
    const outbox = openOutbox(redis)
    onTestFinished(outbox.close)
    await outbox.open('run-1', { channel: 'C1' }, { state: 'queued', asked })
    await endCheck(redis, 'run-1', { how: 'answered' })
    expect(await bot.cancelCheck('run-1', 'bastion-a', BEN)).toEqual({ how: 'answered' })
    expect((await headOf('run-1'))?.state).toBe('queued')
    await outbox.head('run-1', { state: 'done', asked, diagnosed: diagnosedOf('run-1') })
    expect(await bot.cancelCheck('run-1', 'bastion-a', BEN)).toEqual({ how: 'answered' })
    expect((await headOf('run-1'))?.state).toBe('done')
  })

  it('knows nothing of a run that is gone', async () => {
    expect(await desk().cancelCheck('run-9', 'bastion-a', BEN)).toBeUndefined()
  })
})
