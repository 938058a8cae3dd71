import { beforeEach, describe, expect, it } from 'vitest'
import { ephemeralKeys } from '../../src/queue/signing.ts'
import { recordOf, switchKeeper, switchReader, turnFromTerminal } from '../../src/queue/switch.ts'
import { readSwitch, type SwitchState, saidBy } from '../../src/store/switch.ts'
import { sharedRedis } from '../support/redis.ts'

const { redis } = await sharedRedis()
const { signer, verifier } = ephemeralKeys()
const KEY = 'ssh-medic:switch'
const at = (second: number) => new Date(Date.UTC(2026, 10, 21, 6, 0, second)).toISOString()
const state = (change: Partial<SwitchState> = {}): SwitchState => ({
  paused: false,
  by: { id: 'U1', name: 'Ada' },
  since: at(0),
  at: at(0),
  ...change,
})
const running = state()
const paused = state({ paused: true, reason: 'release', since: at(5), at: at(5) })
const put = (said: SwitchState, by: Parameters<typeof recordOf>[1] = signer) =>
  redis.set(KEY, JSON.stringify(recordOf(said, by)))
const putUnsealed = (said: SwitchState) => redis.set(KEY, JSON.stringify(recordOf(said, undefined)))

beforeEach(async () => {
  await redis.flushall()
})

describe('a worker may change hosts', () => {
  it('while the bot says so, under its seal and fresh', async () => {
    await put(running)
    expect(await switchReader(redis, verifier)(new Date(at(10)))).toBeUndefined()
  })

  it.each<[string, () => Promise<unknown>, Date, string]>([
    ['when nobody said anything', async () => {}, new Date(at(0)), 'nobody could tell'],
    ['when what lies there is no state', () => redis.set(KEY, '{"x":1}'), new Date(at(0)), 'nobody could tell'],
    ['when it is paused', () => put(paused), new Date(at(6)), 'paused by Ada since 2026-11-21 06:00 UTC (release)'],
    ['when somebody without the key paused', () => putUnsealed(paused), new Date(at(6)), 'paused by Ada'],
    ['when somebody without the key let go', () => putUnsealed(running), new Date(at(0)), 'not said by a bot'],
    [
      'when somebody with another key let go',
      () => put(running, ephemeralKeys().signer),
      new Date(at(0)),
      'not said by a bot',
    ],
    ['when the bot went silent', () => put(running), new Date(Date.parse(at(0)) + 120_000), 'confirmed 120 s ago'],
    ['when the confirmation is from the future', () => put(running), new Date(Date.parse(at(0)) - 120_000), 'clocks'],
  ])('not %s', async (_when, prepare, now, because) => {
    await prepare()
    expect(await switchReader(redis, verifier)(now)).toContain(because)
  })

  it('not when an earlier word was put back after a pause', async () => {
    const mayChange = switchReader(redis, verifier)
    await put(paused)
    await mayChange(new Date(at(6)))
    await put(running)
    expect(await mayChange(new Date(at(7)))).toContain('an earlier word was put back')
  })

  it('not when Redis does not answer', async () => {
    const deaf = { get: () => new Promise(() => {}) } as unknown as typeof redis
    expect(await switchReader(deaf, verifier)(new Date())).toContain('nobody could tell')
  })
})

describe('the bot', () => {
  it('pauses and resumes, and confirms what holds', async () => {
    const keeper = switchKeeper(redis, signer)
    const mayChange = switchReader(redis, verifier)
    await keeper.confirm()
    expect(await mayChange(new Date())).toBeUndefined()
    await keeper.turn({ paused: true, by: { id: 'U1' } })
    await keeper.confirm()
    expect(await mayChange(new Date())).toContain('paused by U1')
    await keeper.turn({ paused: false, by: { id: 'U1' } })
    expect(await mayChange(new Date())).toBeUndefined()
  })

  it('restores a pause that was taken out of Redis', async () => {
    const keeper = switchKeeper(redis, signer)
    await keeper.turn({ paused: true, by: { id: 'U1' } })
    await redis.flushall()
    await keeper.confirm()
    expect(await switchReader(redis, verifier)(new Date())).toContain('paused by U1')
  })

  it('restores a pause in whose place an earlier word was put', async () => {
    const keeper = switchKeeper(redis, signer)
    await keeper.confirm()
    const before = (await redis.get(KEY)) ?? ''
    await keeper.turn({ paused: true, by: { id: 'U1' } })
    await redis.set(KEY, before)
    await keeper.confirm()
    const { record } = await readSwitch(redis)
    expect(record && saidBy(record)).toMatchObject({ paused: true })
  })

  it('honours a pause by somebody without the key, and does not believe them that it is over', async () => {
    const keeper = switchKeeper(redis, signer)
    await keeper.confirm()
    await turnFromTerminal(redis, undefined, { paused: true, by: { id: 'ada@bastion' } })
    expect(await keeper.look()).toMatchObject({ paused: true })
    await turnFromTerminal(redis, undefined, { paused: false, by: { id: 'ada@bastion' } })
    expect(await keeper.look()).toMatchObject({ paused: true })
    expect(await switchReader(redis, verifier)(new Date())).toContain('not said by a bot')
    await turnFromTerminal(redis, signer, { paused: false, by: { id: 'ada@bot' } })
    expect(await keeper.look()).toMatchObject({ paused: false })
  })

  it.each([true, false])('is not kept from speaking by a word from the future (paused: %s)', async (future) => {
    const ahead = '9999-01-01T00:00:00.000Z'
    const keeper = switchKeeper(redis, signer)
    const mayChange = switchReader(redis, verifier)
    await putUnsealed(state({ paused: future, since: ahead, at: ahead }))
    expect(await mayChange(new Date())).toBeDefined()
    await keeper.confirm()
    expect(await keeper.look()).toMatchObject({ paused: future })
    await keeper.turn({ paused: false, by: { id: 'U1' } })
    expect(await mayChange(new Date())).toBeUndefined()
  })

  it('finds the pause of the bot before it, whatever key that one had', async () => {
    await switchKeeper(redis, ephemeralKeys().signer).turn({ paused: true, by: { id: 'U1' } })
    const restarted = switchKeeper(redis, signer)
    await restarted.confirm()
    expect(await restarted.look()).toMatchObject({ paused: true, by: { id: 'U1' } })
  })

  it('is obeyed although its clock is behind that of the bot that paused', async () => {
    const ahead = new Date(Date.now() + 20_000).toISOString()
    await put(state({ paused: true, since: ahead, at: ahead }))
    await switchKeeper(redis, signer).turn({ paused: false, by: { id: 'U2' } })
    expect(await switchReader(redis, verifier)(new Date())).toBeUndefined()
  })

  it('learns from another bot that changes were resumed, and says nothing against it', async () => {
    const [one, other] = [switchKeeper(redis, signer), switchKeeper(redis, signer)]
    await one.turn({ paused: true, by: { id: 'U1' } })
    await other.confirm()
    await other.turn({ paused: false, by: { id: 'U2' } })
    await one.confirm()
    expect(await switchReader(redis, verifier)(new Date())).toBeUndefined()
  })
})
