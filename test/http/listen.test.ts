import { connect, type Socket } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { Hono } from 'hono'
import { expect, it, onTestFinished } from 'vitest'
import { listen } from '../../src/http/listen.ts'
import { startWebhook } from '../../src/webhook/server.ts'
import { hosts, TOKEN } from '../webhook/payloads.ts'

const HERE = { port: 0, bind: '127.0.0.1' }
const AWAY = 'redis://127.0.0.1:1'

/** A visitor who sends this, and then a byte a second for as long as somebody listens. Returns after how long that ended (ms). */
async function trickles(port: number, first: string): Promise<number> {
  const started = performance.now()
  const socket: Socket = connect(port, '127.0.0.1')
  socket.on('error', () => {})
  socket.resume()
  socket.write(first)
  const timer = setInterval(() => socket.write('x'), 1_000)
  await new Promise((resolve) => socket.on('close', resolve))
  clearInterval(timer)
  return performance.now() - started
}

const POST = 'POST /alerts HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: 100000\r\n'

it('sends away who is slow with headers or body, with the token and without, and serves others meanwhile', {
  timeout: 40_000,
}, async () => {
  const webhook = await startWebhook({
    ...{ where: HERE, token: TOKEN, redisUrl: AWAY, hosts, vantage: 'bastion-a', channel: 'C1' },
  })
  onTestFinished(() => webhook.close())
  const slow = Promise.all([
    trickles(webhook.port, 'POST /alerts HTTP/1.1\r\nx-slow: '),
    trickles(webhook.port, `${POST}authorization: Bearer ${TOKEN}\r\n\r\n{`),
    trickles(webhook.port, `${POST}\r\n{`),
  ])
  await sleep(500)
  expect((await fetch(`http://127.0.0.1:${webhook.port}/alerts`, { method: 'POST' })).status).toBe(401)
  for (const ms of await slow) expect(ms).toBeLessThan(15_000)
})

it('says what to do about a port that is taken, and an address that is not ours', async () => {
  const app = new Hono()
  const first = await listen(app, HERE, 'metrics')
  onTestFinished(first.close)
  await expect(listen(app, { ...HERE, port: first.port }, 'metrics')).rejects.toThrow(
    `metrics.port ${first.port} is taken on 127.0.0.1: another program, or another ssh-medic on this machine, listens there; choose another port`,
  )
  await expect(listen(app, { port: first.port, bind: '203.0.113.9' }, 'webhook')).rejects.toThrow(
    'webhook.bind 203.0.113.9 is no address of this machine: name one that is',
  )
})
