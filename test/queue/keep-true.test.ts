import { afterAll, beforeEach, expect, it } from 'vitest'
import { openAlertOf } from '../../src/store/alerts.ts'
import { sharedRedis } from '../support/redis.ts'
import { hostAt, watchWorld } from './watch-world.ts'

const { redis } = await sharedRedis()
const host = hostAt('web-01', '10.0.0.5', 1)
const world = watchWorld(redis, { hosts: [host] })
beforeEach(() => redis.flushall())
afterAll(() => world.close())

it('a host that began to flap before its alert was open is told as flapping, once', async () => {
  for (const seen of ['down', 'down', 'up', 'up', 'down', 'down', 'up', 'up', 'down', 'down', 'up'] as const) {
    world.turn(host, seen)
    await world.sweep()
  }
  await world.keep()
  world.pass(60_000)
  await world.keep()
  await world.keep()
  const alert = await openAlertOf(redis, 'web-01')
  expect(alert).toMatchObject({
    state: 'flapping',
    notes: [{ text: expect.stringContaining('web-01 comes and goes') }],
  })
})
