import { pino } from 'pino'
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest'
import { configSchema } from '../../src/config/schema.ts'
import { freePort } from '../../src/demo/free-port.ts'
import { wayIn } from '../../src/doctor/way-in.ts'
import { createDesk } from '../../src/queue/redis-desk.ts'
import { ephemeralKeys } from '../../src/queue/signing.ts'
import { startBot } from '../../src/slack/app.ts'
import { sharedRedis } from '../support/redis.ts'
import { playServer } from '../support/serve.ts'
import { found, hostOf } from './around.ts'
import { aroundSlack, slackWith, TOKENS } from './slack-side.ts'

const { redis, url } = await sharedRedis()
beforeEach(() => redis.flushall())

const aroundBoth = async (...given: Parameters<typeof aroundSlack>) => ({
  ...(await aroundSlack(...given)),
  redis: { ok: redis },
})

describe('the round trip of a button', () => {
  const press = 'note: Slack presses no button by itself: the last step is a person’s'

  it('over a socket goes as far as Slack’s hello, and leaves no socket open', async () => {
    const slack = await slackWith()
    expect(await found(wayIn, await aroundBoth(slack.apiUrl))).toEqual([
      expect.stringMatching(/^right: Slack opened a socket and said hello/),
      press,
    ])
    await expect.poll(() => slack.connections()).toBe(0)
  })

  it('opens no second socket beside a bot that runs', async () => {
    const slack = await slackWith()
    await runningBot(slack.apiUrl, { mode: 'socket' })
    await expect.poll(() => redis.exists('ssh-medic:switch')).toBe(1)
    expect(await found(wayIn, await aroundBoth(slack.apiUrl))).toEqual([
      expect.stringMatching(/none was opened/),
      press,
    ])
    expect(slack.connections()).toBe(1)
  })

  it('with an app token that Slack refuses ends there', async () => {
    const { apiUrl } = await slackWith()
    const around = await aroundBoth(apiUrl, {}, { ...TOKENS, appToken: 'xapp-else' })
    expect(await found(wayIn, around)).toEqual(['wrong: Slack refused SLACK_APP_TOKEN (invalid_auth)'])
  })

  it('over HTTP is a signed request that the real bot answers, and a forged one that it refuses', async () => {
    const { apiUrl } = await slackWith()
    const port = await freePort()
    await runningBot(apiUrl, { mode: 'http', port })
    expect(await found(wayIn, await aroundBoth(apiUrl, { slack: { mode: 'http', port } }))).toEqual([
      `right: http://127.0.0.1:${port}/slack/events takes a signed request, and refuses a forged one`,
      'note: whether Slack reaches it from outside was not tried',
      press,
    ])
    const other = await aroundBoth(
      apiUrl,
      { slack: { mode: 'http', port } },
      { ...TOKENS, signingSecret: '0'.repeat(32) },
    )
    expect(await found(wayIn, other)).toEqual([
      expect.stringMatching(/refuses a request that is signed with this SLACK_SIGNING_SECRET/),
    ])
  })

  it('over HTTP with nobody there, or somebody else, is named', async () => {
    const { apiUrl } = await slackWith()
    const http = (port: number) => aroundBoth(apiUrl, { slack: { mode: 'http', port } })
    expect(await found(wayIn, await http(1))).toEqual(['wrong: nobody answers at http://127.0.0.1:1/slack/events'])
    const page = await playServer((socket) => socket.end('HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nhi'))
    onTestFinished(page.close)
    expect(await found(wayIn, await http(page.port))).toEqual([
      expect.stringMatching(/answers, and not as the bot does \(HTTP 200\)$/),
    ])
    const around = { ...(await http(1)), requestUrl: `http://127.0.0.1:${page.port}/slack/events` }
    expect(await found(wayIn, around)).toEqual([
      expect.stringContaining(`http://127.0.0.1:${page.port}/slack/events answers, and not`),
    ])
  })

  async function runningBot(apiUrl: string, slack: object): Promise<void> {
    const desk = createDesk({ redisUrl: url, signer: ephemeralKeys().signer })
    const config = configSchema.parse({ vantage: 'bastion-a', slack: { apiUrl, ...slack } })
    const startDelivery = () => ({ close: async () => {} })
    const bot = await startBot({
      config,
      hosts: [hostOf('web-01')],
      desk,
      tokens: TOKENS,
      startDelivery,
      log: pino({ level: 'silent' }),
    })
    onTestFinished(async () => {
      await bot.close()
      await desk.close()
    })
  }
})
