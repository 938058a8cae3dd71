import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest'
import { policySchema } from '../../src/config/policy.ts'
import { type ActionSurroundings, runAction } from '../../src/queue/action.job.ts'
import { begunInMemory, begunOnDisk } from '../../src/queue/begun.ts'
import { openOutbox } from '../../src/queue/outbox.ts'
import type { Order } from '../../src/queue/shapes.ts'
import { ephemeralKeys } from '../../src/queue/signing.ts'
import { readAudit } from '../../src/store/audit.ts'
import { sharedRedis } from '../support/redis.ts'
import { orderOf, pretending } from './fixtures.ts'

const { redis } = await sharedRedis()
const { signer, verifier } = ephemeralKeys()
const outbox = openOutbox(redis)
const strict = policySchema.parse({ demands: [{ tags: ['prod'], approvals: 1, reason: true }] })

/** A worker whose hosts are changed at once, if nothing holds it back. */
function worker(change: Partial<ActionSurroundings> = {}, tags: string[] = []) {
  const changed: string[] = []
  const surroundings: ActionSurroundings = {
    redis,
    outbox,
    hosts: new Map([['web-01', { name: 'web-01', address: '127.0.0.1', port: 22, tags }]]),
    vantage: 'bastion-a',
    verifier,
    tools: { knownHosts: '/dev/null', budget: { take: async () => ({ waitedMs: 0 }) } },
    begun: begunInMemory(),
    policy: policySchema.parse({}),
    paused: async () => undefined,
    carryOut: pretending(changed),
    onError: () => {},
    ...change,
  }
  const run = (order: Order) => runAction({ id: order.id, data: signer.sign(order) }, surroundings)
  return { run, changed }
}
const lastOf = async () => (await readAudit(redis)).at(-1)

beforeEach(async () => {
  await redis.flushall()
})

describe('a worker', () => {
  it('changes nothing while changes are paused, not even by an undo or a broken glass', async () => {
    const { run, changed } = worker({ paused: async () => 'changes are paused by Ada' })
    await run(orderOf())
    await run(orderOf({ direction: 'undo' }))
    await run(orderOf({ brokeGlass: true, reason: 'fire' }))
    expect(changed).toEqual([])
    const audit = await readAudit(redis)
    expect(audit.map(({ event, outcome }) => [event, outcome])).toEqual(Array(3).fill(['refused', 'refused']))
    expect(audit[0]?.detail).toBe('Not done, because changes are paused by Ada. Nothing was changed.')
  })

  it('is stopped by a pause that comes while it looks at the host', async () => {
    const answers = [undefined, 'changes are paused by Ada']
    const { run, changed } = worker({ paused: async () => answers.shift() })
    await run(orderOf())
    expect(changed).toEqual([])
  })

  it('changes nothing by an order that ran out while it looked at the host', async () => {
    const changed: string[] = []
    const lookForLong: ActionSurroundings['carryOut'] = async (order) => {
      vi.setSystemTime(Date.now() + 7 * 60_000)
      return pretending(changed)(order)
    }
    vi.useFakeTimers({ toFake: ['Date'] })
    onTestFinished(() => void vi.useRealTimers())
    await worker({ carryOut: lookForLong }).run(orderOf())
    expect(changed).toEqual([])
    expect((await lastOf())?.detail).toContain('the order expired at')
  })

  it('looks while changes are paused, when only that is asked', async () => {
    const { run } = worker({ paused: async () => 'changes are paused by Ada' })
    await run(orderOf({ dryRun: true }))
    expect(await lastOf()).toMatchObject({ event: 'result', outcome: 'nothing-to-do' })
  })

  it('lets a host rest after a change, and says until when; an undo does not wait', async () => {
    const { run, changed } = worker()
    const [first, second, undo, glass] = [
      orderOf(),
      orderOf(),
      orderOf({ direction: 'undo' }),
      orderOf({ brokeGlass: true, reason: 'fire' }),
    ]
    await run(first)
    await run(second)
    expect((await lastOf())?.detail).toMatch(/it can be changed again at \d\d:\d\d:\d\d UTC/)
    await run(undo)
    await run(glass)
    expect(changed).toEqual([first.id, undo.id, glass.id])
  })

  const approved = { approvedBy: [{ id: 'U2' }], reason: 'users are locked out' }
  it.each<[string, Partial<Order>, string | undefined]>([
    ['no approval', { reason: 'r' }, 'demands 1 approvals, and the order has 0'],
    ['the asker’s own approval', { approvedBy: [{ id: 'U1' }], reason: 'r' }, 'the order has 0'],
    ['no reason', { approvedBy: [{ id: 'U2' }] }, 'demands a reason'],
    ['a blank reason', { ...approved, reason: '  ' }, 'demands a reason'],
    ['a broken glass without a reason', { brokeGlass: true }, 'without a reason'],
    ['an approval and a reason', approved, undefined],
    ['a broken glass and its reason', { brokeGlass: true, reason: 'fire' }, undefined],
  ])('with its own demands treats an order with %s as they say', async (_with, change, because) => {
    const { run, changed } = worker({ policy: strict }, ['prod'])
    await run(orderOf({ approvedBy: [], ...change }))
    expect(changed).toHaveLength(because === undefined ? 1 : 0)
    if (because !== undefined) expect((await lastOf())?.detail).toContain(because)
  })

  it('on the same machine begins no order that another one began, also when Redis forgot it', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'ssh-medic-begun-'))
    onTestFinished(() => rmSync(folder, { recursive: true }))
    const workers = [worker({ begun: begunOnDisk(folder, () => {}) }), worker({ begun: begunOnDisk(folder, () => {}) })]
    const order = orderOf()
    await workers[0]?.run(order)
    await redis.flushall()
    await workers[1]?.run(order)
    expect(workers.flatMap(({ changed }) => changed)).toEqual([order.id])
    expect(await lastOf()).toMatchObject({ outcome: 'inconclusive' })
  })

  it('complains when it cannot write down what it begins, and knows it itself all the same', () => {
    const complaints: string[] = []
    const begun = begunOnDisk('/dev/null/nowhere', ({ message }) => complaints.push(message))
    expect([begun.begin('o'), begun.begin('o')]).toEqual(['first', 'here'])
    expect(complaints).toEqual([expect.stringContaining('StateDirectory=')])
  })
})
