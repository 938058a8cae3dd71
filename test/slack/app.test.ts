import { pino } from 'pino'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createDesk } from '../../src/queue/redis-desk.ts'
import { startBot } from '../../src/slack/app.ts'
import { requireTokens, SlackRefusal } from '../../src/slack/tokens.ts'
import { eventually } from '../support/eventually.ts'
import { configOf, freePort, hosts } from './bot.ts'
import { pushTo, refusal, type SlackServer, startSlackServer } from './slack-server.ts'
import { type SocketServer, startSocketServer } from './socket-server.ts'

const desk = createDesk({ redisUrl: 'redis://127.0.0.1:1' })
const log = pino({ level: 'silent' })
let slack: SlackServer
let socket: SocketServer

beforeAll(async () => {
  slack = await startSlackServer()
  socket = await startSocketServer()
})
afterAll(async () => {
  await slack.close()
  await socket.close()
  await desk.close()
})

const started: boolean[] = []
const startDelivery = () => {
  started.push(true)
  return { close: async () => void started.pop() }
}
const tokens = { botToken: 'xoxb-1', appToken: 'xapp-1', signingSecret: 'secret' }

describe('the tokens', () => {
  it.each([
    [{ appToken: 'xapp-1' }, 'socket', 'SLACK_BOT_TOKEN is missing'],
    [{ botToken: 'xoxb-1' }, 'socket', 'SLACK_APP_TOKEN is missing'],
    [{ botToken: 'xoxb-1' }, 'http', 'SLACK_SIGNING_SECRET is missing'],
    [{ botToken: 'xapp-1', appToken: 'xoxb-1' }, 'socket', 'look swapped'],
  ] as const)('%j for %s are refused with what to do', (some, mode, message) => {
    expect(() => requireTokens(some, mode)).toThrow(message)
  })

  it('that are all missing are all named', () => {
    expect(() => requireTokens({}, 'socket')).toThrow(/SLACK_BOT_TOKEN is missing[\s\S]*SLACK_APP_TOKEN is missing/)
  })
})

describe('starting the bot', () => {
  it('fails with what to copy when Slack refuses the bot token', async () => {
    const strict = await startSlackServer()
    strict.answer('auth.test', () => refusal('invalid_auth'))
    const config = configOf({ apiUrl: strict.apiUrl })
    await expect(startBot({ config, hosts, desk, tokens, startDelivery, log })).rejects.toThrow(
      /SLACK_BOT_TOKEN \(invalid_auth\)/,
    )
    await strict.close()
  })

  it('fails with what to create when Slack refuses the app token', async () => {
    slack.answer('apps.connections.open', () => refusal('invalid_auth'))
    const config = configOf({ apiUrl: slack.apiUrl })
    const failure = await startBot({ config, hosts, desk, tokens, startDelivery, log }).catch((error: unknown) => error)
    expect(failure).toBeInstanceOf(SlackRefusal)
    expect(String(failure)).toContain('connections:write')
    expect(started).toEqual([])
  })

  it('connects by Socket Mode to the configured API, answers there, and leaves with its delivery', async () => {
    slack.answer('apps.connections.open', () => ({ body: { ok: true, url: socket.url } }))
    const bot = await startBot({ config: configOf({ apiUrl: slack.apiUrl }), hosts, desk, tokens, startDelivery, log })
    expect(started).toEqual([true])
    socket.send({
      type: 'slash_commands',
      envelope_id: 'e-1',
      accepts_response_payload: true,
      payload: {
        command: '/ssh-check',
        text: 'help',
        user_id: 'U1',
        channel_id: 'C1',
        team_id: 'T1',
        trigger_id: 't',
        response_url: slack.responseUrl,
      },
    })
    await eventually(() =>
      expect(socket.received).toContainEqual({
        envelope_id: 'e-1',
        payload: { response_type: 'ephemeral', text: expect.stringContaining('/ssh-check web-01') },
      }),
    )
    await bot.close()
    expect(started).toEqual([])
    await eventually(() => expect(socket.connections()).toBe(0))
  })

  it('refuses unsigned requests in HTTP mode', async () => {
    const config = configOf({ mode: 'http', port: await freePort(), apiUrl: slack.apiUrl })
    const bot = await startBot({ config, hosts, desk, tokens, startDelivery, log })
    const answer = await pushTo(bot.port ?? 0, 'another secret', { command: '/ssh-check', text: 'help' })
    expect(answer.status).toBe(401)
    await bot.close()
  })
})
