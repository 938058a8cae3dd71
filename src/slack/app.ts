import { App } from '@slack/bolt'
import { type Logger, pino } from 'pino'
import type { Config, Host } from '../config/schema.ts'
import { type Desk, QueueAway } from '../queue/desk.ts'
import type { Poster } from '../queue/poster.ts'
import { CONFIRM_EVERY_MS } from '../queue/switch.ts'
import { answerLate } from './answer.ts'
import type { BotContext } from './context.ts'
import { addListeners } from './listeners.ts'
import { slackLogger } from './log.ts'
import { paced } from './pace.ts'
import { createPeople } from './people.ts'
import { createPoster } from './poster.ts'
import { requireTokens, type Tokens } from './tokens.ts'
import { transportOf } from './transport.ts'
import { webClient, webClientOptions } from './web-client.ts'
import { whoAmI } from './who-am-i.ts'

export interface BotOptions {
  config: Config
  hosts: readonly Host[]
  desk: Desk
  tokens: Tokens
  /** Starts delivering the outbox by the bot's poster; it is closed with the bot. */
  startDelivery: (poster: Poster) => { close(): Promise<void> }
  log?: Logger
}

export interface Bot {
  /** Where HTTP mode listens; undefined in Socket Mode. */
  port: number | undefined
  close(): Promise<void>
}

/** Slack waits three seconds for an answer; each question that the answer needs gets a part of that. */
const CALL_TIMEOUT_MS = 1_500

/** Starts the bot: resolves once Slack reaches it. Throws `SlackRefusal` for tokens that are missing or refused. */
export async function startBot(options: BotOptions): Promise<Bot> {
  const { config, hosts, desk, startDelivery, log = pino({ name: 'ssh-medic bot' }) } = options
  const tokens = requireTokens(options.tokens, config.slack.mode)
  const access = { botToken: tokens.botToken, apiUrl: config.slack.apiUrl, log }
  const client = webClient(access, CALL_TIMEOUT_MS)
  const { teamId, botName, ids, url, scopes } = await whoAmI(client)

  const transport = transportOf(tokens, config, log)
  const app = new App({
    receiver: transport.receiver,
    logger: slackLogger(log),
    clientOptions: webClientOptions(access, CALL_TIMEOUT_MS),
    convoStore: false,
    extendedErrorHandler: true,
    authorize: async () => ({ botToken: tokens.botToken, teamId, ...ids }),
  })
  const context: BotContext = {
    config,
    hosts,
    desk,
    people: createPeople(client),
    teamId,
    botName,
    botUserId: ids.botUserId,
    workspaceUrl: url,
    log,
  }
  addListeners(app, context)
  app.error(async ({ error, body }: { error: Error; body: unknown }) => {
    log.error({ err: error }, 'Slack sent something that could not be handled')
    await answerLate(body, error, log)
  })

  const port = await transport.start()
  const stopConfirming = keepConfirming(desk, log)
  const delivery = startDelivery(paced(createPoster({ botToken: tokens.botToken, config, hosts, desk, scopes, log })))
  log.info({ team: teamId, mode: config.slack.mode, ...(port !== undefined && { port }) }, 'Slack reaches the bot')
  return {
    port,
    close: async () => {
      stopConfirming()
      await transport.stop()
      await delivery.close()
    },
  }
}

/** Workers change nothing unless the bot goes on saying that they may. Redis away is heard of elsewhere. */
function keepConfirming(desk: Desk, log: Logger): () => void {
  const confirm = () =>
    void desk.confirmSwitch().catch((error) => {
      if (!(error instanceof QueueAway)) log.error({ err: error }, 'the pause switch could not be confirmed')
    })
  confirm()
  const timer = setInterval(confirm, CONFIRM_EVERY_MS)
  return () => clearInterval(timer)
}
