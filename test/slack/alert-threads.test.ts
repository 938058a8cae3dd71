import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeEach, describe, expect, it } from 'vitest'
import { wordsOf } from '../../src/demo/plain-text.ts'
import type { Message } from '../../src/demo/slack/workspace.ts'
import { dayAndTime } from '../../src/domain/times.ts'
import { sharedRedis } from '../support/redis.ts'
import { closedPort, deafPort, playServer } from '../support/serve.ts'
import { messageWith, press, until } from './team.ts'
import { ALERTS, ANA, CARA, hostOf, OTHER, playedSshd, startWatching, type Watching } from './watching.ts'

const server = await sharedRedis()
let watching: Watching | undefined
const all = { channel: ALERTS, fallbackChannel: OTHER, groups: [{ hosts: ['*'] }] }
const isSo = <T>(look: () => T) => until(() => look() || undefined)

beforeEach(async () => {
  await watching?.close()
  watching = undefined
  await server.redis.flushall()
})
afterAll(() => watching?.close())

async function start(options: Omit<Parameters<typeof startWatching>[0], 'redisUrl'>): Promise<Watching> {
  watching = await startWatching({ redisUrl: server.url, ...options })
  return watching
}
const headOf = (team: Watching, channel?: string) => until(() => team.threads(channel)[0])
/** What somebody is told who snoozed an alert for so long; a minute may have passed since. */
const untilIn = (hours: number) => {
  const times = [0, 60_000].map((passedMs) =>
    dayAndTime(new Date(Date.now() + hours * 3_600_000 - passedMs).toISOString()),
  )
  return new RegExp(`Nobody is reminded until (${times.join('|')})`)
}
const says = (head: Message, words: RegExp) => isSo(() => words.test(wordsOf(head)))

describe('the thread of an alert', () => {
  it('stays one while the host comes and goes', { timeout: 60_000 }, async () => {
    const sshd = await playedSshd()
    const team = await start({ hosts: [hostOf('web-01', sshd.port)], watch: { ...all, failures: 1, of: 1 } })
    for (let turn = 0; turn < 8; turn++) {
      await (turn % 2 === 0 ? sshd.stop() : sshd.start())
      await sleep(700)
    }
    await says(await headOf(team), /SSH comes and goes/)
    expect(team.threads()).toHaveLength(1)
    await sshd.stop()
  })

  it('goes on when the host fails again soon after', { timeout: 60_000 }, async () => {
    const sshd = await playedSshd()
    const team = await start({ hosts: [hostOf('web-01', sshd.port)], watch: all })
    await sshd.stop()
    const head = await headOf(team)
    await sshd.start()
    await says(head, /Resolved after .*: web-01/)
    await sshd.stop()
    await says(head, /SSH fails/)
    await isSo(() => team.replies(head.ts).some((reply) => reply.includes('web-01 is bad again')))
    expect(team.threads()).toHaveLength(1)
  })

  it('is posted anew where it was deleted, and elsewhere when its channel is archived', {
    timeout: 60_000,
  }, async () => {
    const port = await closedPort()
    const team = await start({ hosts: [hostOf('web-01', port)], watch: all })
    const { workspace } = team.slack
    const first = await headOf(team)
    await says(first, /connection refused/)
    workspace.messages.splice(workspace.messages.indexOf(first), 1)
    const rude = await playServer((socket) => socket.end('Go away\r\n'), port)
    const second = await headOf(team)
    await says(second, /turns us away/)
    const channel = workspace.channel(ALERTS)
    if (channel) channel.archived = true
    await press(team.slack, ANA, second, 'alert:snooze')
    await says(await headOf(team, OTHER), /Snoozed by Ana/)
    expect(team.threads()).toHaveLength(1)
    expect(team.threads(OTHER)).toHaveLength(1)
    await rude.close()
  })

  it('is told by whom it was taken, snoozed and put into maintenance, each once', async () => {
    const team = await start({ hosts: [hostOf('web-01', 1)], watch: all })
    const head = await headOf(team)
    await press(team.slack, ANA, head, 'alert:assign')
    await says(head, /Ana has it/)
    await press(team.slack, ANA, head, 'alert:assign')
    await until(() => messageWith(team.slack, /It is yours already/, ANA))
    await press(team.slack, ANA, head, 'alert:snooze')
    await until(() => messageWith(team.slack, untilIn(1), ANA))
    await says(head, /Snoozed by Ana until/)
    expect(await server.redis.exists('ssh-medic:maintenance')).toBe(0)
    await press(team.slack, ANA, head, 'alert:maintenance')
    await says(head, /Put into maintenance by Ana until/)
    expect(Object.keys(await server.redis.hgetall('ssh-medic:maintenance'))).toEqual(['web-01'])
    await isSo(() => team.replies(head.ts).some((reply) => reply.includes('Ana put web-01 into maintenance until')))
    expect(team.replies(head.ts).filter((reply) => reply.includes('Ana takes it'))).toHaveLength(1)
  })

  it('mentions who is on call at once when it is critical, and nobody else', async () => {
    const team = await start({
      hosts: [hostOf('web-01', 1, { tags: ['prod'] })],
      watch: {
        ...all,
        severities: [{ tags: ['prod'], severity: 'critical' }],
        onCall: [{ users: [CARA] }, { users: [ANA] }],
      },
    })
    const head = await headOf(team)
    await says(head, /Critical: web-01/)
    const reply = await isSo(() => team.slack.workspace.messages.find((one) => /please look/.test(wordsOf(one))))
    expect(JSON.stringify(reply?.blocks)).toContain(CARA)
    expect(JSON.stringify(team.slack.workspace.messages)).not.toContain(`"user_id":"${ANA}"`)
  })
})

describe('many hosts', () => {
  it('that fail together are one thread with a list, which closes with the last of them', {
    timeout: 90_000,
  }, async () => {
    const sshds = await Promise.all(Array.from({ length: 40 }, playedSshd))
    const hosts = sshds.map(({ port }, index) => hostOf(`web-${String(index).padStart(2, '0')}`, port))
    const team = await start({ hosts, watch: all, gatherMs: 1_500 })
    await sleep(500)
    await Promise.all(sshds.map(({ stop }) => stop()))
    const head = await headOf(team)
    await says(head, /40 hosts in 127\.0\.0\.0\/24: SSH fails/)
    await says(head, /What they share: in 127\.0\.0\.0\/24/)
    await says(head, /and 20 more/)
    await Promise.all(sshds.map(({ start: again }) => again()))
    await says(head, /Resolved after .*40 hosts/)
    expect(team.threads()).toHaveLength(1)
    expect(await server.redis.exists('ssh-medic:alerts:open')).toBe(0)
    await Promise.all(sshds.map(({ stop }) => stop()))
  })

  it('that are silent while the bastion itself is blind raise no alert, and the bastion is named', {
    timeout: 60_000,
  }, async () => {
    const deaf = await deafPort()
    const hosts = ['web-01', 'web-02', 'db-01'].map((name) => hostOf(name, deaf.port))
    const canaries = [{ address: '127.0.0.1', port: deaf.port }]
    const team = await start({ hosts, watch: { ...all, failures: 1, of: 1, canaries } })
    const head = await headOf(team)
    await isSo(() => team.replies(head.ts).some((reply) => reply.includes('bastion-a is blind')))
    await sleep(3_000)
    expect(team.threads()).toHaveLength(1)
    expect(await server.redis.exists('ssh-medic:alerts:open')).toBe(0)
    await deaf.close()
  })
})

describe('a host in maintenance', () => {
  it('raises no alert until that is over', { timeout: 60_000 }, async () => {
    const until = new Date(Date.now() + 4_000).toISOString()
    const silence = { by: { id: 'ops' }, at: new Date().toISOString(), until }
    await server.redis.hset('ssh-medic:maintenance', 'web-01', JSON.stringify(silence))
    const team = await start({ hosts: [hostOf('web-01', 1)], watch: all })
    await sleep(2_000)
    expect(team.threads()).toEqual([])
    await says(await headOf(team), /web-01: SSH fails/)
  })
})

describe('after a restart', () => {
  it.each(['bot', 'worker'] as const)(
    'of the %s in the middle the same thread goes on',
    { timeout: 60_000 },
    async (part) => {
      const sshd = await playedSshd()
      const team = await start({ hosts: [hostOf('web-01', sshd.port)], watch: all })
      await sshd.stop()
      const head = await headOf(team)
      await team.restart(part)
      await press(team.slack, ANA, head, 'alert:assign')
      await says(head, /Ana has it/)
      await team.restart(part)
      await sshd.start()
      await says(head, /Resolved after/)
      expect(team.threads()).toHaveLength(1)
    },
  )
})
