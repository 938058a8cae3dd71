import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest'
import { metrics, webhook } from '../../src/doctor/outward.ts'
import { startTelemetry } from '../../src/metrics/telemetry.ts'
import { startWebhook } from '../../src/webhook/server.ts'
import { freePort } from '../slack/bot.ts'
import { playServer } from '../support/serve.ts'
import { aroundOf, found } from './around.ts'

const AWAY = 'redis://127.0.0.1:1'
const TOKEN = 'a-token-that-only-the-sender-knows'

beforeEach(() => {
  vi.stubEnv('SSH_MEDIC_METRICS_PORT', '')
  vi.stubEnv('SSH_MEDIC_WEBHOOK_TOKEN', '')
})
afterEach(() => vi.unstubAllEnvs())

function tokenFile(text: string, mode: number): string {
  const folder = mkdtempSync(join(tmpdir(), 'ssh-medic-doctor-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  const file = join(folder, 'webhook.token')
  writeFileSync(file, text)
  chmodSync(file, mode)
  return file
}
/** Another program, that answers nothing. */
async function squatted(): Promise<number> {
  const port = await freePort()
  const server = await playServer((socket) => socket.end('HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nhi'), port)
  onTestFinished(server.close)
  return port
}
const IDLE = 'note: nothing listens there now: the bot or worker that shall is not running here'
const FREE = /^right: 127\.0\.0\.1 port \d+$/

describe('the webhook', () => {
  const examined = (given: object) => found(webhook, aroundOf({ webhook: { channel: 'C0OPS', ...given } }))

  it('that nobody wants is right', async () => {
    expect(await found(webhook, aroundOf())).toEqual([expect.stringMatching(/^right: none listens/)])
  })

  it('with a token of its own and a free port is right', async () => {
    const given = { tokenFile: tokenFile(TOKEN, 0o640), port: await freePort() }
    expect(await examined(given)).toEqual([expect.stringMatching(FREE), IDLE])
  })

  it('whose port the bot itself holds is right', async () => {
    const where = { port: await freePort(), bind: '127.0.0.1' }
    const bot = await startWebhook({
      ...{ where, token: TOKEN, redisUrl: AWAY, hosts: [], vantage: 'bastion-a', channel: 'C0OPS' },
    })
    onTestFinished(() => bot.close())
    expect(await examined({ ...where, tokenFile: tokenFile(TOKEN, 0o600) })).toEqual([expect.stringMatching(FREE)])
  })

  it.each<[string, () => Promise<object>, RegExp]>([
    [
      'whose port another program holds',
      async () => ({ tokenFile: tokenFile(TOKEN, 0o600), port: await squatted() }),
      /^wrong: webhook\.port \d+ is taken on 127\.0\.0\.1: another program/,
    ],
    [
      'whose address is no one of this machine',
      async () => ({ tokenFile: tokenFile(TOKEN, 0o600), bind: '203.0.113.9' }),
      /^wrong: webhook\.bind 203\.0\.113\.9 is no address of this machine/,
    ],
    ['without a token', async () => ({ port: await freePort() }), /^wrong: webhook has no token/],
    [
      'whose token is nowhere',
      async () => ({ tokenFile: '/nonexistent/token', port: await freePort() }),
      /^wrong: cannot read \/nonexistent\/token: ENOENT/,
    ],
    [
      'whose token is too short',
      async () => ({ tokenFile: tokenFile('short', 0o600), port: await freePort() }),
      /^wrong: the token of the webhook has 5 characters/,
    ],
    [
      'whose token has a space in it',
      async () => ({ tokenFile: tokenFile('two words that are long', 0o600), port: await freePort() }),
      /^wrong: the token of the webhook has a space or another/,
    ],
    [
      'whose token everybody can read',
      async () => ({ tokenFile: tokenFile(TOKEN, 0o644), port: await freePort() }),
      /^wrong: .*webhook\.token can be read by everybody here/,
    ],
  ])('%s is wrong', async (_what, given, words) => {
    expect(await examined(await given())).toContainEqual(expect.stringMatching(words))
  })

  it('that listens beyond this machine is worth a word', async () => {
    const given = { tokenFile: tokenFile(TOKEN, 0o600), port: await freePort(), bind: '0.0.0.0' }
    expect(await examined(given)).toContainEqual(
      expect.stringMatching(/^note: it listens on 0\.0\.0\.0, beyond this machine/),
    )
  })
})

describe('metrics', () => {
  const examined = (given: object, roles: ('bot' | 'worker')[] = ['bot']) =>
    found(metrics, aroundOf({ metrics: given }, { roles }))

  it('that nobody wants are right', async () => {
    expect(await found(metrics, aroundOf())).toEqual(['right: none are served (docs/metrics.md)'])
  })

  it('on a free port are right, and on one that ssh-medic holds', async () => {
    const port = await freePort()
    expect(await examined({ port })).toEqual([expect.stringMatching(FREE), IDLE])
    const telemetry = await startTelemetry('bot', { port, bind: '127.0.0.1' }, AWAY)
    onTestFinished(() => telemetry.close())
    expect(await examined({ port })).toEqual([expect.stringMatching(FREE)])
  })

  it('on a port that another program holds are wrong', async () => {
    expect(await examined({ port: await squatted() })).toEqual([
      expect.stringMatching(/^wrong: metrics\.port \d+ is taken/),
    ])
  })

  it('of a bot and a worker with one file are worth a word, until one has a port of its own', async () => {
    const port = await freePort()
    expect(await examined({ port }, ['bot', 'worker'])).toContainEqual(
      expect.stringMatching(/^note: bot and worker would want the same port/),
    )
    vi.stubEnv('SSH_MEDIC_METRICS_PORT', String(await freePort()))
    expect(await examined({ port: await squatted() }, ['bot', 'worker'])).toEqual([expect.stringMatching(FREE), IDLE])
    vi.stubEnv('SSH_MEDIC_METRICS_PORT', 'many')
    expect(await examined({ port })).toEqual([expect.stringMatching(/^wrong: SSH_MEDIC_METRICS_PORT is “many”/)])
  })
})
