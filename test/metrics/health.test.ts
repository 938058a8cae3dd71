import { afterEach, describe, expect, it } from 'vitest'
import { CannotListen } from '../../src/http/listen.ts'
import { startTelemetry } from '../../src/metrics/telemetry.ts'
import { startTeam } from '../slack/team.ts'
import { eventually } from '../support/eventually.ts'
import { sharedRedis, testRedis } from '../support/redis.ts'
import { fetched, samplesAt } from './scrape.ts'

const server = await sharedRedis()
const { url } = server
const HERE = { port: 0, bind: '127.0.0.1' }
const closers: (() => Promise<unknown>)[] = []
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close()
})

async function telemetry(role = 'up', redisUrl = url) {
  const started = await startTelemetry(role, HERE, redisUrl)
  closers.push(started.close)
  return started
}

describe('health', () => {
  it('is not ready before everything has started, though it lives', async () => {
    const { port, allStarted } = await telemetry()
    expect(await fetched(port, '/readyz')).toEqual({ status: 503, text: 'start: not everything has started yet\n' })
    expect((await fetched(port, '/healthz')).status).toBe(200)
    allStarted()
    expect((await fetched(port, '/readyz')).status).toBe(200)
  })

  it('says that Redis is away, and lives on', async () => {
    const own = await testRedis()
    const bot = await telemetry('bot', own.url)
    bot.tellShared({ hosts: [], vantage: 'bastion-a' })
    bot.allStarted()
    await eventually(async () => expect((await fetched(bot.port, '/readyz')).status).toBe(200))
    expect((await samplesAt(bot.port)).get('ssh_medic_redis_up')).toBe(1)
    await own.close()
    await eventually(async () => {
      const ready = await fetched(bot.port, '/readyz')
      expect(ready.status).toBe(503)
      expect(ready.text).toMatch(/^redis: away/)
    })
    const told = await samplesAt(bot.port)
    expect(told.get('ssh_medic_redis_up')).toBe(0)
    expect([...told.keys()].filter((name) => name.startsWith('ssh_medic_queue_jobs'))).toEqual([])
    expect((await fetched(bot.port, '/healthz')).status).toBe(200)
  })

  it('of a bot follows its connection to Slack', async () => {
    const team = await startTeam(server, { policy: {} })
    closers.push(team.close)
    expect(team.connected()).toBe(true)
    team.slack.dropSockets()
    await eventually(() => expect(team.connected()).toBe(false))
    await eventually(() => expect(team.connected()).toBe(true))
  })

  it('does not wait for a condition that hangs', async () => {
    const { port, require, allStarted } = await telemetry()
    require('slack', () => new Promise(() => {}))
    allStarted()
    expect(await fetched(port, '/readyz')).toEqual({ status: 503, text: 'slack: no answer\n' })
  })

  it('says what to do when its port is taken', async () => {
    const { port } = await telemetry()
    const second = startTelemetry('bot', { ...HERE, port }, url)
    await expect(second).rejects.toThrow(CannotListen)
    await expect(second).rejects.toThrow(`metrics.port ${port} is taken on 127.0.0.1`)
  })
})
