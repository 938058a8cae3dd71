import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest'
import { metrics, webhook } from '../../src/doctor/outward.ts'
import { slackScopes } from '../../src/doctor/slack.ts'
import { alertChannels, onCall } from '../../src/doctor/slack-alerts.ts'
import { watch } from '../../src/doctor/watch.ts'
import { startTelemetry } from '../../src/metrics/telemetry.ts'
import { SCOPES } from '../../src/slack/scopes.ts'
import { startWebhook } from '../../src/webhook/server.ts'
import { freePort } from '../slack/bot.ts'
import { playServer } from '../support/serve.ts'
import { aroundOf, found, hostOf } from './around.ts'
import { aroundSlack, slackWith } from './slack-side.ts'

const AWAY = 'redis://127.0.0.1:1'
const TOKEN = 'a-token-that-only-the-sender-knows'
const hosts = [
  hostOf('web-01', { tags: ['prod'], address: '10.0.0.5' }),
  hostOf('inner-01', { tags: ['inner'], jumps: [] }),
  hostOf('deep-01', { tags: ['deep'], jumps: [hostOf('gate')] } as never),
]
const COMPLETE = {
  ...{ channel: 'C0OPS', fallbackChannel: 'C0ELSE', canaries: [{ address: '10.0.0.1', port: 22 }] },
  onCall: [{ users: ['U0ANA'] }],
}

beforeEach(() => {
  vi.stubEnv('SSH_MEDIC_METRICS_PORT', '')
  vi.stubEnv('SSH_MEDIC_WEBHOOK_TOKEN', '')
})
afterEach(() => vi.unstubAllEnvs())

describe('the watch', () => {
  const examined = (given: object) => found(watch, aroundOf({ watch: { ...COMPLETE, ...given } }, { hosts }))

  it('of nothing is right, and says where to read', async () => {
    expect(await found(watch, aroundOf())).toEqual(['right: nothing is watched: somebody has to ask (docs/watch.md)'])
  })

  it('whose every rule names a host is right', async () => {
    const rules = {
      groups: [{ tags: ['prod'] }, { networks: ['10.0.0.0/8'] }, { hosts: ['inner-*'] }],
      severities: [{ tags: ['prod'], severity: 'critical' }],
      maintenance: [{ hosts: ['*'], from: '02:00', to: '03:00' }],
    }
    expect(await examined(rules)).toEqual(['right: 2 hosts watched from bastion-a'])
  })

  it.each([
    [
      'a tag',
      { groups: [{ tags: ['prdo'] }] },
      'watch.groups[0]: no host of the inventory has the tag prdo, so it watches nothing',
    ],
    [
      'a network',
      { groups: [{ networks: ['10.9.0.0/16'] }] },
      'watch.groups[0]: no host of the inventory has the network 10.9.0.0/16, so it watches nothing',
    ],
    [
      'a name',
      { groups: [{ hosts: ['web-*', 'wbe-*'] }] },
      'watch.groups[0]: no host of the inventory has the name wbe-*',
    ],
    [
      'the tag of a severity',
      { groups: [{ hosts: ['web-*'] }], severities: [{ tags: ['prdo'], severity: 'critical' }] },
      'watch.severities[0]: no host of the inventory has the tag prdo, so nothing is critical because of it',
    ],
    [
      'a window of maintenance',
      { groups: [{ hosts: ['web-*'] }], maintenance: [{ tags: ['batch'], from: '02:00', to: '03:00' }] },
      'watch.maintenance[0]: no host of the inventory has the tag batch, so it silences nothing',
    ],
  ])('%s that no host has is named', async (_what, rules, words) => {
    expect(await examined(rules)).toEqual([`wrong: ${words}`])
  })

  it('says which hosts it leaves out, because they are behind jumps', async () => {
    expect(await examined({ groups: [{ hosts: ['*'] }] })).toContainEqual(
      'note: deep-01 is not watched: only a login through its jumps tells whether it answers',
    )
  })

  it('says what it cannot do without canaries, somebody on call and a second channel', async () => {
    const around = aroundOf({ watch: { channel: 'C0OPS', groups: [{ tags: ['prod'] }] } }, { hosts })
    expect(await found(watch, around)).toEqual([
      'right: 1 host watched from bastion-a',
      expect.stringMatching(/^note: watch.canaries names no server/),
      expect.stringMatching(/^note: watch.onCall names nobody/),
      expect.stringMatching(/^note: watch.fallbackChannel is not set/),
    ])
  })
})

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

describe('what alerts need of Slack', () => {
  const group = { groups: [{ hosts: ['*'] }] }
  const slackAround = async (settings: object) => {
    const { apiUrl } = await slackWith()
    return aroundSlack(apiUrl, settings)
  }

  it('is right where the configuration names nothing', async () => {
    const around = await slackAround({})
    expect(await found(alertChannels, around)).toEqual(['right: the configuration names none'])
    expect(await found(onCall, around)).toEqual(['right: the configuration names nobody'])
  })

  it.each([
    ['C0OPS', ['right: the bot is in C0OPS']],
    ['C0ELSE', ['wrong: the bot is not in the channel C0ELSE: alerts and digests cannot be told there']],
    ['C0GONE', ['wrong: the bot is not in the channel C0GONE: alerts and digests cannot be told there']],
    [
      'C0SHARED',
      [
        'right: the bot is in C0SHARED',
        'note: C0SHARED is shared with another organisation: its people read there which of your hosts fail',
      ],
    ],
  ])('is judged for the channel %s, whatever names it', async (channel, words) => {
    for (const settings of [
      { watch: { ...group, channel } },
      { watch: { groups: [{ hosts: ['*'], channel }] } },
      { watch: { ...group, channel: 'C0OPS', fallbackChannel: channel } },
      { webhook: { channel } },
      { digest: { channel } },
    ]) {
      const found_ = await found(alertChannels, await slackAround(settings))
      expect(found_.map((text) => text.replace('C0OPS, C0SHARED', 'C0SHARED'))).toEqual(words)
    }
  })

  it.each([
    [{ users: ['U0ANA'], groups: ['S0SRE'] }, 'right: Slack knows all of them: U0ANA, S0SRE'],
    [{ users: ['U0NOBODY'] }, 'wrong: Slack does not tell about the person U0NOBODY, whom watch.onCall mentions'],
    [{ users: ['U0GUS'] }, 'wrong: U0GUS (gus) is on call in vain: guests may not use ssh-medic'],
    [{ groups: ['S0GONE'] }, expect.stringMatching(/^wrong: nobody of the user group S0GONE may acknowledge an alert/)],
  ])('is judged for who is on call: %j', async (step, words) => {
    const around = await slackAround({ watch: { ...group, channel: 'C0OPS', onCall: [step] } })
    expect(await found(onCall, around)).toEqual([words])
  })

  it('wants usergroups:read for a group that is on call', async () => {
    const { apiUrl } = await slackWith(Object.keys(SCOPES).filter((one) => one !== 'usergroups:read'))
    const on = { watch: { ...group, channel: 'C0OPS', onCall: [{ groups: ['S0SRE'] }] } }
    expect(await found(slackScopes, await aroundSlack(apiUrl, on))).toEqual([
      `wrong: usergroups:read is missing: ${SCOPES['usergroups:read']}`,
    ])
  })
})
