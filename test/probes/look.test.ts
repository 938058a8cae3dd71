import { EventEmitter, once } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, describe, expect, it } from 'vitest'
import type { Looked } from '../../src/monitor/transition.ts'
import { look, lookAtAll } from '../../src/probes/look.ts'
import { closedPort, deafPort, playServer } from '../support/serve.ts'

const GREETING = 'SSH-2.0-OpenSSH_9.2p1 Debian-2\r\n'
const up: Looked = { state: 'up' }
const down = (symptom: string): Looked => ({ state: 'down', symptom })

async function seenOf(...said: (string | number)[]): Promise<Looked> {
  const server = await playServer(async (socket) => {
    for (const each of said) typeof each === 'number' ? await sleep(each) : socket.write(each)
    if (said.length === 0) socket.end()
  })
  const looked = await look('127.0.0.1', server.port, 300)
  await server.close()
  return looked
}

describe('a look at a host', () => {
  it.each<[string, (string | number)[], Looked]>([
    ['that greets is up', [GREETING], up],
    ['whose greeting comes in pieces is up', ['SSH-2.0-Open', 30, 'SSH_9.2p1\r\n'], up],
    ['that says more before its greeting is up', ['Welcome.\r\n', 30, GREETING], up],
    ['that says half of it is down', ['SSH-2.0-Open'], down('answers, but is no SSH server')],
    ['that talks without end is down', ['x'.repeat(600), 30, 'x'.repeat(600)], down('answers, but is no SSH server')],
    ['that says nothing is down', [600], down('accepts, and then says nothing')],
    ['that hangs up is down', [], down('hangs up without a word')],
  ])('%s', async (_which, said, looked) => {
    expect(await seenOf(...said)).toEqual(looked)
  })

  it('keeps apart what many say at the same time, a few bytes each', async () => {
    const server = await playServer(async (socket) => {
      for (const byte of GREETING) if (socket.write(byte)) await sleep(1)
    })
    const talker = await playServer((socket) => socket.write('220 smtp ready\r\n'))
    const ports = Array.from({ length: 40 }, (_, index) => (index % 2 ? talker : server).port)
    const looks = await Promise.all(ports.map((port) => look('127.0.0.1', port, 1_000)))
    expect(looks.map(({ state }) => state)).toEqual(ports.map((port) => (port === server.port ? 'up' : 'down')))
    await Promise.all([server.close(), talker.close()])
  })

  it('tells who refuses from who is silent', async () => {
    expect(await look('127.0.0.1', await closedPort(), 300)).toEqual(down('connection refused'))
  })
})

describe('looks at many', async () => {
  const deaf = await deafPort()
  const sshd = await playServer((socket) => socket.write(GREETING))
  afterAll(() => Promise.all([deaf.close(), sshd.close()]))
  const lookAt = (port: number) => look('127.0.0.1', port, 1_000)

  it('come in the order of the hosts', async () => {
    const ports = [sshd.port, deaf.port, await closedPort(), sshd.port]
    expect(await lookAtAll(ports, { quick: 2, slow: 2 }, lookAt)).toEqual([
      up,
      down('no answer'),
      down('connection refused'),
      up,
    ])
    expect(await lookAtAll([], { quick: 2, slow: 2 }, lookAt)).toEqual([])
  })

  it('do not wait for those that keep us waiting: they step aside', async () => {
    const told = new EventEmitter()
    const released = once(told, 'release')
    const last = once(told, 'last')
    const lookAtOne = async (index: number): Promise<Looked> => {
      if (index === 20) told.emit('last')
      else await released
      return index === 20 ? up : down('no answer')
    }
    const hosts = Array.from({ length: 21 }, (_, index) => index)
    const looks = lookAtAll(hosts, { quick: 10, slow: 20 }, lookAtOne)
    await last // While none of the twenty has ended.
    told.emit('release')
    expect((await looks).map(({ state }) => state)).toEqual(hosts.map((index) => (index < 20 ? 'down' : 'up')))
  })

  it('are never more at once than there are places', async () => {
    let atOnce = 0
    let most = 0
    const slowly = async (): Promise<Looked> => {
      most = Math.max(most, ++atOnce)
      await sleep(400)
      atOnce--
      return up
    }
    await lookAtAll(Array(12).fill(0), { quick: 2, slow: 3 }, slowly)
    expect(most).toBe(5)
  })

  it('end with our own trouble', async () => {
    const away = async () => {
      throw new Error('Redis is away')
    }
    await expect(lookAtAll([1, 2, 3], { quick: 2, slow: 2 }, away)).rejects.toThrow('Redis is away')
  })
})
