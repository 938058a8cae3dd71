import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Host } from '../../src/config/schema.ts'
import type { Alert } from '../../src/domain/alert.ts'
import { withFix } from '../../src/monitor/changes.ts'
import { keepEscalating, keepTelling } from '../../src/queue/keep-telling.ts'
import { alertsSince, changeAlert, openAlert, openAlertOf } from '../../src/store/alerts.ts'
import { leaveGathering, readGathering } from '../../src/store/gathering.ts'
import { MOVES } from '../../src/store/moves.ts'
import { noteOpinion } from '../../src/store/watched.ts'
import { openGathered } from '../support/opened-alert.ts'
import { sharedRedis } from '../support/redis.ts'
import { hostAt, type Seen, type World, watchWorld } from './watch-world.ts'

const { redis } = await sharedRedis()
const near = (count: number, more: Partial<Host> = {}): Host[] =>
  Array.from({ length: count }, (_, index) => ({
    ...hostAt(`near-${index}`, `10.0.0.${index + 1}`, index + 1),
    ...more,
  }))
const lonely = hostAt('lonely', '10.7.0.1', 300)
let world: World
const startWorld = (hosts: readonly Host[], watch: object = {}) => {
  world = watchWorld(redis, { hosts, watch: { failures: 1, of: 1, recoveries: 1, ...watch } })
  return world
}
beforeEach(() => redis.flushall())
afterEach(() => world.close())

/** The hosts are seen so, and the keeper has had its time. */
async function turned(hosts: readonly Host[], to: Seen): Promise<void> {
  for (const host of hosts) world.turn(host, to)
  await world.sweep()
  await world.keep()
  world.pass(20_000)
  await world.keep()
}
const alerts = () => alertsSince(redis, 0)

describe('a storm', () => {
  it('that comes again soon goes on in its thread', async () => {
    const hosts = near(6)
    startWorld(hosts)
    await turned(hosts, 'down')
    await turned(hosts, 'up')
    await turned(hosts.slice(0, 5), 'down')
    expect(await alerts()).toMatchObject([{ state: 'firing', hosts: { length: 5 }, common: { kind: 'network' } }])
    await turned(hosts, 'up')
    const [alert] = await alerts()
    expect(alert?.notes.map(({ text }) => text.replace(/ The cause.*| No cause.*/, ''))).toEqual([
      '6 hosts in 10.0.0.0/24 answer again.',
      '5 hosts are bad again.',
      '5 hosts in 10.0.0.0/24 answer again.',
    ])
  })

  it('takes in who fails soon after, and leaves alone who fails much later: that is told in a thread of its own', async () => {
    const hosts = near(6)
    startWorld(hosts)
    await turned(hosts.slice(0, 4), 'down')
    await turned(hosts.slice(4, 5), 'down')
    expect(await alerts()).toMatchObject([{ hosts: { length: 5 } }])
    world.pass(15 * 60_000)
    await turned(hosts.slice(5), 'down')
    expect((await alerts()).map((alert) => alert.hosts.length)).toEqual([5, 1])
  })

  it('is as critical as the worst of its hosts, also of one that joins', async () => {
    const hosts = near(5)
    const worst: Host = { ...hostAt('prod', '10.0.0.9', 9), tags: ['prod'] }
    startWorld([...hosts, worst], { severities: [{ tags: ['prod'], severity: 'critical' }] })
    await turned(hosts, 'down')
    expect(await alerts()).toMatchObject([{ severity: 'warning' }])
    await turned([worst], 'down')
    expect(await alerts()).toMatchObject([{ severity: 'critical', hosts: { length: 6 } }])
  })

  it('of ten thousand hosts is one thread within a minute of work, and so is its end', {
    timeout: 180_000,
  }, async () => {
    // All of them in one /64.
    const hosts = Array.from({ length: 10_000 }, (_, index) =>
      hostAt(`host-${index}`, `fd00::${index.toString(16)}`, index + 1),
    )
    startWorld(hosts)
    for (const to of ['down', 'up'] as const) {
      const before = performance.now()
      await turned(hosts, to)
      await keepTelling(world.keeping)
      const tookMs = performance.now() - before
      console.info(`ten thousand hosts that turn ${to} take ${Math.round(tookMs)} ms`)
      expect(tookMs).toBeLessThan(60_000)
      const all = await alerts()
      expect(all.length).toBe(1)
      expect(all[0]?.hosts.filter(({ state }) => state === to)).toHaveLength(10_000)
    }
    expect((await alerts())[0]?.state).toBe('resolved')
  })
})

describe('a host', () => {
  it('that turns bad while others wait already has its own time for a second opinion', async () => {
    const [first, second] = [hostAt('first', '10.1.0.1', 1), hostAt('second', '10.2.0.1', 2)]
    startWorld([first, second])
    world.turn(first, 'down')
    await world.sweep()
    await world.keep()
    world.turn(second, 'down')
    await world.sweep()
    await world.keep()
    expect((await alerts()).map(({ hosts }) => hosts[0]?.name)).toEqual(['first'])
    const at = new Date(world.now()).toISOString()
    await noteOpinion(redis, 'second', { state: 'up', vantage: 'bastion-b', at })
    world.turn(second, 'up')
    world.pass(20_000)
    await world.keep()
    expect(await alerts()).toHaveLength(1)
  })

  it('whose move was never heard gets its alert all the same, and the alert its end', async () => {
    startWorld([lonely])
    world.turn(lonely, 'down')
    await world.sweep()
    await redis.del(MOVES)
    await world.keep()
    world.pass(20_000)
    await world.keep()
    expect(await alerts()).toMatchObject([{ state: 'firing' }])
    world.turn(lonely, 'up')
    await world.sweep()
    await redis.del(MOVES)
    await world.keep()
    expect(await alerts()).toMatchObject([{ state: 'resolved' }])
  })

  it('that came back in the moment in which its alert was to be opened gets none', async () => {
    startWorld([lonely])
    await turned([lonely], 'down')
    const [alert] = await alerts()
    if (!alert) throw new Error('there is no alert')
    await turned([lonely], 'up')
    expect(await openAlert(redis, { ...alert, id: 'alert-late', state: 'firing' })).toBe(false)
    expect(await changeAlert(redis, alert.id, (now) => ({ ...now, state: 'firing' }), ['lonely'])).toBeUndefined()
    expect(await openAlertOf(redis, 'lonely')).toBeUndefined()
  })

  it('whose alert is lost is not kept without one', async () => {
    startWorld([lonely])
    await turned([lonely], 'down')
    const [lost] = await alerts()
    await redis.del(`ssh-medic:alert:${lost?.id}`)
    if (lost) await openGathered(redis, { ...lost, id: 'alert-new' })
    expect((await openAlertOf(redis, 'lonely'))?.id).toBe('alert-new')
    await leaveGathering(redis, ['lonely'])
    expect(await readGathering(redis)).toEqual([])
  })
})

it('an alert is kept as long as it is open, and for a quarter after its end; its thread as long', async () => {
  startWorld([lonely])
  await turned([lonely], 'down')
  await keepTelling(world.keeping)
  const [{ id = '' } = {}] = await alerts()
  expect(await redis.ttl(`ssh-medic:alert:${id}`)).toBe(-1)
  expect(await redis.ttl(`ssh-medic:thread:${id}`)).toBeGreaterThan(90 * 86_400)
  await turned([lonely], 'up')
  expect(await redis.ttl(`ssh-medic:alert:${id}`)).toBeGreaterThan(90 * 86_400)
})

describe('the people on call', () => {
  const [first, next] = [
    { users: ['U0ANA'], groups: [] },
    { users: [], groups: ['S0SRE'] },
  ]
  const onCall = [
    { ...first, afterMinutes: 15 },
    { ...next, afterMinutes: 30 },
  ]
  /** So many minutes pass, and two keepers look at once. */
  const waited = async (minutes: number) => {
    world.pass(minutes * 60_000)
    await Promise.all([keepEscalating(world.keeping), keepEscalating(world.keeping)])
    return (await alerts()).at(-1)?.notes.flatMap(({ mention }) => mention ?? [])
  }

  it('are reminded, the first and then the next, each once', async () => {
    startWorld([lonely], { onCall })
    await turned([lonely], 'down')
    expect(await waited(14)).toEqual([])
    expect(await waited(1)).toEqual([first])
    expect(await waited(29)).toEqual([first])
    expect(await waited(1)).toEqual([first, next])
    expect(await waited(600)).toEqual([first, next])
  })

  it.each<[string, (alert: Alert) => Alert | undefined]>([
    ['somebody acknowledged it', (alert) => ({ ...alert, acknowledged: { by: { id: 'U0ANA' }, at: alert.openedAt } })],
    [
      'a fix was verified',
      (alert) => withFix(alert, 'lonely', { by: { id: 'U0ANA' }, at: alert.openedAt, remedy: 'sshd-start' }),
    ],
  ])('are left alone once %s', async (_what, change) => {
    startWorld([lonely], { onCall })
    await turned([lonely], 'down')
    expect(await waited(15)).toEqual([first])
    const [{ id = '' } = {}] = await alerts()
    await changeAlert(redis, id, change)
    expect(await waited(600)).toEqual([first])
  })
})
