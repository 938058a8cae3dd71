import type { WebClient } from '@slack/web-api'
import type { Logger } from 'pino'
import type { Config, Host } from '../config/schema.ts'
import type { Head, Reply } from '../domain/message.ts'
import { type Desk, type Place, QueueAway } from '../queue/desk.ts'
import { type Mark, type Poster, PostImpossible, PostLater } from '../queue/poster.ts'
import { lookFor, metadataOf } from './arrival.ts'
import { renderHead } from './blocks/head.ts'
import { escapeMrkdwn } from './blocks/limits.ts'
import type { Message } from './blocks/message.ts'
import { renderReply } from './blocks/reply.ts'
import { renderRequest } from './blocks/request.ts'
import { postEvidence } from './evidence-files.ts'
import { buttonsOfHead, buttonsOfReply, type Offering } from './offers.ts'
import { createPeople } from './people.ts'
import { shownRequest } from './shown-request.ts'
import { endStep, failStep } from './steps/end-step.ts'
import { otherVantages, vantageOf } from './vantage.ts'
import { troubleOf, webClient } from './web-client.ts'

export interface PosterOptions {
  botToken: string
  config: Config
  hosts: readonly Host[]
  /** Of the app, where Slack tells them: a button that could not work is not shown. */
  scopes?: readonly string[] | undefined
  desk: Pick<Desk, 'canCheck' | 'mayObey' | 'remember' | 'recall' | 'request' | 'run'>
  log: Logger
  /** How long a call may take. */
  callTimeoutMs?: number
}

const CALL_TIMEOUT_MS = 10_000
const WITHOUT_OFFERS_MS = 2_000
const UNREACHABLE_MS = 5_000
const OPERATOR_MS = 60_000

/** What never works for this message, however often it is tried. */
const IMPOSSIBLE = new Set([
  'channel_not_found',
  'not_in_channel',
  'is_archived',
  'message_not_found',
  'thread_not_found',
  'cant_update_message',
  'edit_window_closed',
  'restricted_action',
  'restricted_action_read_only_channel',
  'restricted_action_thread_only_channel',
  'restricted_action_non_threadable_channel',
  'user_not_found',
  'team_not_found',
])
/** What works again once an operator has mended token or app. */
const OPERATOR = new Set([
  'invalid_auth',
  'not_authed',
  'account_inactive',
  'token_revoked',
  'token_expired',
  'missing_scope',
])
/** The message itself is not to Slack's liking: then its text alone is. */
const UNSHOWABLE = new Set(['invalid_blocks', 'invalid_blocks_format', 'msg_blocks_too_long', 'msg_too_long'])

/** Posts to Slack, each call once: the outbox decides what a failure means. */
export function createPoster(options: PosterOptions): Poster {
  const { config, hosts, desk, log } = options
  const { callTimeoutMs = CALL_TIMEOUT_MS } = options
  const client = webClient({ botToken: options.botToken, apiUrl: config.slack.apiUrl, log }, callTimeoutMs)
  const post = (place: Place, threadTs: string | undefined, mark: Mark, message: Message) =>
    client.chat.postMessage({ ...quietly(place.channel, threadTs, message), metadata: metadataOf(mark) })
  const people = createPeople(client)
  const { policy } = config
  const offeringIn = (channel: string): Offering => ({
    ...{ desk, policy, hosts, people, channel },
    mayUpload: options.scopes?.includes('files:write') ?? true,
    vantageOf: (name) => vantageOf(name, hosts, config),
    otherVantages: (asked) => otherVantages(asked, hosts, config, desk),
  })
  return {
    postHead: async (place, runId, head) => {
      const message = renderHead(head, await orLater(() => buttonsOfHead(runId, head, offeringIn(place.channel))))
      const posted = await send(
        message,
        log,
        (shown) => post(place, place.threadTs, { runId, part: 'head' }, shown),
        (code) => nowhere(client, place, head, code, log),
      )
      await endStep(client, place, posted.ts ?? '', head, log)
      return { ts: posted.ts ?? '' }
    },
    updateHead: async (place, ts, runId, head) => {
      const message = renderHead(head, await orLater(() => buttonsOfHead(runId, head, offeringIn(place.channel))))
      await send(message, log, (shown) => client.chat.update({ channel: place.channel, ts, ...shown }))
      await endStep(client, place, ts, head, log)
    },
    postReply: async (place, headTs, runId, reply, index) => {
      const thread = place.threadTs ?? headTs
      if (reply.kind === 'evidence') {
        const run = await orLater(() => desk.run(runId))
        const files = () => postEvidence(client, { channel: place.channel, thread }, run)
        return send({ text: 'evidence', blocks: [] }, log, files)
      }
      const message = await orLater(() => replyOf(runId, reply, offeringIn(place.channel), desk))
      const posted = await send(message, log, (shown) => post(place, thread, { runId, part: index }, shown))
      return { ts: posted.ts ?? '' }
    },
    find: (place, headTs, mark, sinceMs) =>
      lookFor(client, { ...mark, channel: place.channel, threadTs: place.threadTs ?? headTs, sinceMs }, options.scopes),
    updateReply: async (place, ts, runId, reply) => {
      if (reply.kind === 'evidence') return // Files are never drawn anew.
      const message = await orLater(() => replyOf(runId, reply, offeringIn(place.channel), desk))
      await send(message, log, (shown) => client.chat.update({ channel: place.channel, ts, ...shown }))
    },
  }
}

type Drawn = Exclude<Reply, { kind: 'evidence' }>

async function replyOf(runId: string, reply: Drawn, offering: Offering, desk: PosterOptions['desk']): Promise<Message> {
  if (reply.kind === 'request') return renderRequest(await shownRequest(reply.requestId, offering, desk))
  return renderReply(reply, await buttonsOfReply(runId, reply, offering))
}

const quietly = (channel: string, threadTs: string | undefined, message: Message) => ({
  channel,
  ...(threadTs && { thread_ts: threadTs }),
  ...message,
  unfurl_links: false,
  unfurl_media: false,
})

/** Without its offers a message would have dead buttons: it waits until the queue is back. */
async function orLater<T>(remember: () => Promise<T>): Promise<T> {
  try {
    return await remember()
  } catch (error) {
    if (error instanceof QueueAway) throw new PostLater(WITHOUT_OFFERS_MS, { cause: error })
    throw error
  }
}

async function send<T>(
  message: Message,
  log: Logger,
  call: (message: Message) => Promise<T>,
  onImpossible?: (code: string) => Promise<void>,
): Promise<T> {
  try {
    return await call(message)
  } catch (error) {
    const trouble = troubleOf(error)
    if (trouble.kind === 'slow-down') throw new PostLater(trouble.delayMs, { cause: error })
    if (trouble.kind === 'not-sent') throw new PostLater(UNREACHABLE_MS, { cause: error })
    if (trouble.kind === 'unknown') throw error
    return refused(trouble, error)
  }

  async function refused({ code, needed }: { code: string; needed?: string }, error: unknown): Promise<T> {
    if (UNSHOWABLE.has(code) && message.blocks.length > 0) {
      log.error({ code, blocks: message.blocks }, 'Slack refused the blocks of a message: it is posted as plain text')
      return send({ text: message.text, blocks: [] }, log, call, onImpossible)
    }
    if (OPERATOR.has(code)) {
      log.error({ code, needed }, 'Slack refuses the bot: look at SLACK_BOT_TOKEN and at the scopes of the app')
      throw new PostLater(OPERATOR_MS, { cause: error })
    }
    if (!IMPOSSIBLE.has(code)) throw error
    await onImpossible?.(code)
    throw new PostImpossible(`Slack says ${code}`, { cause: error })
  }
}

/** Nobody sees the answer: who asked is told, and a workflow does not wait for it. */
async function nowhere(client: WebClient, place: Place, head: Head, code: string, log: Logger): Promise<void> {
  await tellAsker(client, place, head, code, log)
  if (place.step !== undefined) await failStep(client, place.step, `Slack lets nothing be posted there (${code}).`, log)
}

/** Who asked where the bot may not speak hears of it from the bot directly; more than an attempt is not owed. */
async function tellAsker(client: WebClient, { channel }: Place, head: Head, code: string, log: Logger): Promise<void> {
  if (head.state === 'log')
    return log.error({ code, channel }, 'the audit log cannot be mirrored: invite the bot there')
  const { asked } = head
  const text = `I cannot post in <#${channel}>, so nobody saw the answer about ${escapeMrkdwn(asked.host)}. Invite me there with /invite, or ask me here.`
  try {
    await client.chat.postMessage({ channel: asked.requestedBy.id, text })
  } catch (error) {
    log.warn({ code, channel, err: error }, 'a check could not be posted, and its asker could not be told')
  }
}
