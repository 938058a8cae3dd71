import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import { wordsOf } from '../../src/demo/plain-text.ts'
import type { Message } from '../../src/demo/slack/workspace.ts'
import { eventually } from '../support/eventually.ts'
import { lastingRedis } from '../support/lasting-redis.ts'
import { sharedRedis } from '../support/redis.ts'
import { hasRedisServer } from '../support/replicated-redis.ts'
import { until } from './team.ts'
import { ALERTS, hostOf, playedSshd, startWatching } from './watching.ts'

const server = await sharedRedis()
const all = { channel: ALERTS, groups: [{ hosts: ['*'] }] }
const says = (head: Message, words: RegExp) => until(() => words.test(wordsOf(head)) || undefined)

describe.runIf(hasRedisServer())('Redis, killed in the middle of an alert', () => {
  it('and started again: the same thread goes on, and nothing is told twice', { timeout: 90_000 }, async () => {
    const lasting = await lastingRedis()
    const sshd = await playedSshd()
    const team = await startWatching({ hosts: [hostOf('web-01', sshd.port)], watch: all, redisUrl: lasting.url })
    await sshd.stop()
    const head = await until(() => team.threads()[0])
    await says(head, /SSH fails/)
    await lasting.kill()
    await sleep(2_000)
    await lasting.start()
    await sshd.start()
    await says(head, /Resolved after/)
    expect(team.threads()).toHaveLength(1)
    const over = () => team.replies(head.ts).filter((reply) => reply.includes('answers again'))
    await until(() => over()[0])
    await sleep(1_000)
    expect(over()).toHaveLength(1)
    await team.close()
    await lasting.close()
  })
})

describe('a second vantage', () => {
  it.each([
    ['sees the host answer: no alert', 'up', 0],
    ['sees it down as well: an alert', 'down', 1],
  ])('%s', { timeout: 60_000 }, async (_fact, state, alerts) => {
    await server.redis.flushall()
    await server.redis.zadd('ssh-medic:workers:bastion-b', Date.now() + 600_000, 'one')
    const hosts = [hostOf('web-01', 1), hostOf('db-01', 1, { vantage: 'bastion-b' })]
    const watch = { channel: ALERTS, groups: [{ hosts: ['web-01'] }] }
    const team = await startWatching({ hosts, watch, redisUrl: server.url, gatherMs: 1_500 })
    await eventually(async () => expect(await server.redis.exists('ssh-medic:sweep.bastion-b:wait')).toBe(1))
    const answering = setInterval(() => {
      const opinion = { state, vantage: 'bastion-b', at: new Date().toISOString() }
      void server.redis.set('ssh-medic:second-opinion:web-01', JSON.stringify(opinion))
    }, 50)
    if (alerts === 1) await until(() => team.threads()[0])
    else await sleep(4_000)
    clearInterval(answering)
    expect(team.threads()).toHaveLength(alerts)
    await team.close()
  })
})
