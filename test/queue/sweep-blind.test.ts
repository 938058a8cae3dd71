import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { failingHosts, readSweep } from '../../src/store/watched.ts'
import { sharedRedis } from '../support/redis.ts'
import { hostAt, OWN, type Seen, type World, watchWorld } from './watch-world.ts'

const { redis } = await sharedRedis()
const HOSTS = Array.from({ length: 12 }, (_, index) => hostAt(`host-${index}`, `10.${index}.0.1`, index + 1))
const QUICK = { failures: 1, of: 1, recoveries: 1 }
let world: World

beforeEach(async () => {
  await redis.flushall()
  // Two hosts or three in each tick: too few to tell anything by themselves.
  world = watchWorld(redis, { hosts: HOSTS, watch: QUICK, ticks: 6 })
  await world.sweep()
})
afterEach(() => world.close())

const turnAll = (hosts: readonly (typeof HOSTS)[number][], to: Seen) =>
  hosts.forEach((host) => void world.turn(host, to))
const failing = async () => [...(await failingHosts(redis, OWN)).keys()].sort()
const blind = async () => (await readSweep(redis, OWN))?.blind

describe('a bastion without canaries, whose few hosts are spread over the interval', () => {
  it.each<Seen>(['silent', 'unreachable', 'unknown'])(
    'believes no host while all are %s, and says that it is blind',
    async (how) => {
      turnAll(HOSTS, how)
      for (let interval = 0; interval < 3; interval++) {
        await world.sweep()
        expect(await blind()).toMatch(/hosts that it asked at once are silent/)
      }
      expect(await failing()).toEqual([])
      turnAll(HOSTS, 'up')
      await world.sweep()
      expect(await blind()).toBeUndefined()
    },
  )

  it('believes a silent host when others answer, though none of its own tick does', async () => {
    const [host, ...others] = HOSTS
    if (host) world.turn(host, 'silent')
    await world.sweep()
    expect(await failing()).toEqual(['host-0'])
    expect(await blind()).toBeUndefined()
    turnAll(others.slice(0, 6), 'silent')
    await world.sweep()
    expect(await failing()).toHaveLength(7)
  })

  it('is not taken for blind by hosts that are down for long', async () => {
    turnAll(HOSTS.slice(0, 11), 'down')
    await world.sweep()
    turnAll(HOSTS.slice(0, 11), 'silent')
    await world.sweep()
    expect(await blind()).toBeUndefined()
    expect(await failing()).toHaveLength(11)
  })

  it('sees again what it knew to be down before', async () => {
    turnAll(HOSTS.slice(0, 4), 'down')
    await world.sweep()
    turnAll(HOSTS, 'silent')
    await world.sweep()
    expect(await failing()).toHaveLength(4)
    turnAll(HOSTS, 'up')
    await world.sweep()
    expect(await failing()).toEqual([])
  })
})
