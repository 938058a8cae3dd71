import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import { wordsOf } from '../../src/demo/plain-text.ts'
import type { Message } from '../../src/demo/slack/workspace.ts'
import { ephemeralKeys } from '../../src/queue/signing.ts'
import { startWorker } from '../../src/queue/worker.ts'
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

it('a Redis that lost all while nobody looked has its hosts swept again', { timeout: 60_000 }, async () => {
  await server.redis.flushall()
  const sshd = await playedSshd()
  const team = await startWatching({ hosts: [hostOf('web-01', sshd.port)], watch: all, redisUrl: server.url })
  await eventually(async () => expect(await server.redis.exists('ssh-medic:sweep:bastion-a')).toBe(1))
  await server.redis.multi().flushall().call('client', 'kill', 'type', 'normal', 'skipme', 'yes').exec()
  await sshd.stop()
  await says(await until(() => team.threads()[0]), /web-01: SSH fails/)
  await team.close()
})

describe('a second vantage, with a worker of its own', () => {
  it.each([
    ['sees the host answer: no alert', true, 0],
    ['sees it down as well: an alert', false, 1],
  ])('%s', { timeout: 60_000 }, async (_fact, seesIt, alerts) => {
    await server.redis.flushall()
    const sshd = await playedSshd()
    const [down, far] = [hostOf('web-01', 1), hostOf('db-01', 1, { vantage: 'bastion-b' })]
    const watch = { channel: ALERTS, groups: [{ hosts: ['web-01'] }] }
    const team = await startWatching({ hosts: [down, far], watch, redisUrl: server.url, gatherMs: 2_000 })
    // The same host by its own way: from there it may answer.
    const there = seesIt ? { ...down, port: sshd.port } : down
    const other = await startWorker({
      config: { ...team.config, vantage: 'bastion-b' },
      ...{ hosts: [there, far], redisUrl: server.url, verifier: ephemeralKeys().verifier },
      budget: { take: async () => ({ waitedMs: 0 }) },
      sweep: { spare: async () => true },
    })
    const opinion = () => server.redis.get('ssh-medic:second-opinion:web-01')
    await eventually(async () => expect(JSON.parse((await opinion()) ?? '{}').vantage).toBe('bastion-b'))
    if (alerts === 1) await until(() => team.threads()[0])
    else await sleep(5_000)
    expect(JSON.parse((await opinion()) ?? '{}').state).toBe(seesIt ? 'up' : 'down')
    expect(team.threads()).toHaveLength(alerts)
    await other.close()
    await team.close()
    await sshd.stop()
  })
})

it('what somebody else wrote into Redis as a move is dropped, and keeps no alert waiting', {
  timeout: 60_000,
}, async () => {
  await server.redis.flushall()
  const at = new Date().toISOString()
  const stranger = { id: '1', host: 'not-ours', vantage: 'bastion-a', move: 'open', at, source: 'watch' }
  await server.redis.rpush('ssh-medic:watch:moves', 'junk', '{"move":"open"}', JSON.stringify(stranger))
  const team = await startWatching({ hosts: [hostOf('web-01', 1)], watch: all, redisUrl: server.url })
  await says(await until(() => team.threads()[0]), /web-01: SSH fails/)
  expect(await server.redis.llen('ssh-medic:watch:moves')).toBe(0)
  expect(team.threads()).toHaveLength(1)
  await team.close()
})
