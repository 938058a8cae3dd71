import type { AddressInfo } from 'node:net'
import { createServer } from 'node:net'
import { pino } from 'pino'
import { type Config, configSchema, type Host } from '../../src/config/schema.ts'
import type { Desk } from '../../src/queue/desk.ts'
import type { Poster } from '../../src/queue/poster.ts'
import { startBot } from '../../src/slack/app.ts'
import { pushTo, type SlackServer } from './slack-server.ts'

const SECRET = 'a-signing-secret'

export const hosts: Host[] = [
  { name: 'web-01', address: '10.0.0.5', port: 22, tags: [] },
  { name: 'db-01', address: '10.0.0.6', port: 22, tags: [], vantage: 'bastion-b' },
]

export const configOf = (slack: Partial<Config['slack']>, fixers: string[] = ['U1', 'U2']): Config =>
  configSchema.parse({ vantage: 'bastion-a', slack, policy: { fix: { users: fixers } } })

export interface TestBot {
  poster: Poster
  command(text: string, more?: Record<string, string>): Promise<{ status: number; text: string }>
  click(
    actionId: string,
    value: string,
    more?: { user?: string; channel?: string; trigger?: string; responseUrl?: string },
  ): Promise<void>
  submit(privateMetadata: string, user?: string): Promise<{ status: number; text: string }>
  close(): Promise<void>
}

/** The real bot in HTTP mode against the small Web API. */
export async function startTestBot(slack: SlackServer, desk: Desk, fixers?: string[]): Promise<TestBot> {
  let poster: Poster | undefined
  const bot = await startBot({
    config: configOf({ mode: 'http', port: await freePort(), apiUrl: slack.apiUrl }, fixers),
    hosts,
    desk,
    tokens: { botToken: 'xoxb-1', signingSecret: SECRET },
    startDelivery: (given) => {
      poster = given
      return { close: async () => {} }
    },
    log: pino({ level: 'silent' }),
  })
  if (!poster) throw new Error('the bot started no delivery')
  const push = (form: Record<string, string>) => pushTo(bot.port ?? 0, SECRET, form)
  const interact = (payload: unknown) => push({ payload: JSON.stringify(payload) })
  const team = { id: 'T1', domain: 'test' }
  return {
    poster,
    command: (text, more = {}) =>
      push({
        command: '/ssh-check',
        text,
        user_id: 'U1',
        user_name: 'ada',
        team_id: 'T1',
        channel_id: 'C1',
        channel_name: 'ops',
        trigger_id: crypto.randomUUID(),
        response_url: slack.responseUrl,
        ...more,
      }),
    click: async (
      actionId,
      value,
      { user = 'U1', channel = 'C1', trigger = crypto.randomUUID(), responseUrl = slack.responseUrl } = {},
    ) => {
      await interact({
        type: 'block_actions',
        team,
        user: { id: user, username: user, team_id: 'T1' },
        channel: { id: channel, name: 'ops' },
        message: { type: 'message', ts: '1700000000.000001' },
        container: { type: 'message', message_ts: '1700000000.000001', channel_id: channel },
        trigger_id: trigger,
        response_url: responseUrl,
        actions: [
          {
            type: 'button',
            action_id: actionId,
            block_id: 'b',
            value,
            action_ts: '1',
            text: { type: 'plain_text', text: 'x' },
          },
        ],
      })
    },
    submit: (privateMetadata, user = 'U1') =>
      interact({
        type: 'view_submission',
        team,
        user: { id: user, name: user, team_id: 'T1' },
        trigger_id: crypto.randomUUID(),
        view: {
          id: 'V1',
          type: 'modal',
          callback_id: 'carry-out',
          private_metadata: privateMetadata,
          state: { values: {} },
        },
      }),
    close: () => bot.close(),
  }
}

export function freePort(): Promise<number> {
  const server = createServer()
  return new Promise((resolve) =>
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo
      server.close(() => resolve(port))
    }),
  )
}
