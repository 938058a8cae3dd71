import { HTTPReceiver, type Receiver, SocketModeReceiver } from '@slack/bolt'
import type { Logger } from 'pino'
import type { Config } from '../config/schema.ts'
import { slackLogger } from './log.ts'
import { SlackRefusal, type UsableTokens } from './tokens.ts'
import { troubleOf } from './web-client.ts'

/** The way Slack reaches the bot. */
export interface Transport {
  receiver: Receiver
  /** Resolves with the port that is listened on, if any, once Slack can reach the bot. */
  start(): Promise<number | undefined>
  /** Whether Slack reaches the bot right now, as far as the bot can tell. */
  connected(): boolean
  stop(): Promise<void>
}

export const transportOf = (tokens: UsableTokens, { slack }: Pick<Config, 'slack'>, log: Logger): Transport =>
  tokens.mode === 'socket' ? socket(tokens.appToken, slack.apiUrl, log) : http(tokens.signingSecret, slack.port, log)

function socket(appToken: string, apiUrl: string | undefined, log: Logger): Transport {
  const receiver = new SocketModeReceiver({
    appToken,
    logger: slackLogger(log),
    // Its own options: the socket's client repeats `apps.connections.open` until Slack is back, unlike our other calls.
    installerOptions: { clientOptions: apiUrl === undefined ? {} : { slackApiUrl: apiUrl } },
  })
  return {
    receiver,
    start: async () => {
      await receiver.start().catch(refuseAppToken)
      return undefined
    },
    connected: () => receiver.client.websocket?.isActive() ?? false,
    stop: async () => {
      await receiver.client.disconnect()
    },
  }
}

function refuseAppToken(error: unknown): never {
  const trouble = troubleOf(error)
  if (trouble.kind !== 'refused') throw error
  throw new SlackRefusal(
    `Slack refused SLACK_APP_TOKEN (${trouble.code}): create one under Basic Information → App-Level Tokens (scope connections:write), and switch Socket Mode on`,
    { cause: error },
  )
}

function http(signingSecret: string, port: number, log: Logger): Transport {
  const receiver = new HTTPReceiver({ signingSecret, logger: slackLogger(log) })
  let listens = false
  return {
    receiver,
    start: async () => {
      await receiver.start(port)
      listens = true
      return port
    },
    connected: () => listens,
    stop: () => receiver.stop(),
  }
}
