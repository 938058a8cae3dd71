import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text as textOf } from 'node:stream/consumers'
import { WebClient } from '@slack/web-api'
import { expect, onTestFinished } from 'vitest'
import { WebSocket } from 'ws'
import { type StandIn, type StandInOptions, startSlackStandIn } from '../../src/demo/slack/stand-in.ts'
import { TEAM } from '../../src/demo/slack/workspace.ts'

export const OPS = 'C0OPS'
export const SHARED = 'C0SHARED'
export const ANA = { id: 'U0ANA', name: 'Ana', teamId: TEAM.id }
export const EVE = { id: 'U0EVE', name: 'Eve', teamId: 'T0OTHER', stranger: true }
export const TOKENS = { bot: 'xoxb-test', app: 'xapp-test' }

export async function slack(more: Partial<StandInOptions> = {}): Promise<StandIn> {
  const standIn = await startSlackStandIn({
    people: [ANA, EVE],
    channels: [
      { id: OPS, name: 'ops', botIsIn: false },
      { id: SHARED, name: 'with-partner', botIsIn: true, sharedWithOthers: true },
    ],
    tokens: TOKENS,
    scopes: ['chat:write'],
    ...more,
  })
  onTestFinished(standIn.close)
  return standIn
}

interface Received {
  type: string
  envelope_id?: string
  retry_attempt?: number
  payload?: Record<string, unknown>
}

export async function socketUrl({ apiUrl }: StandIn): Promise<string> {
  const { url } = await new WebClient(TOKENS.app, { slackApiUrl: apiUrl }).apps.connections.open()
  return url ?? ''
}

/** An app's socket, that keeps what it hears and says nothing by itself. */
export async function openSocket(url: string) {
  const socket = new WebSocket(url)
  onTestFinished(() => socket.terminate())
  const heard: Received[] = []
  socket.on('message', (data) => heard.push(JSON.parse(String(data))))
  await new Promise((resolve, reject) => socket.once('open', resolve).once('error', reject))
  await expect.poll(() => heard[0]).toMatchObject({ type: 'hello', connection_info: { app_id: 'A0MEDIC' } })
  const envelopes = () => heard.filter(({ envelope_id: id }) => id !== undefined)
  const acknowledge = (payload?: unknown) =>
    socket.send(JSON.stringify({ envelope_id: envelopes().at(-1)?.envelope_id, payload }))
  return { socket, heard, envelopes, acknowledge }
}

/** What people were told alone. */
export const whispers = ({ workspace }: StandIn) =>
  workspace.messages.filter(({ onlyFor }) => onlyFor).map(({ text }) => text)

/** An app that hears signed HTTP and answers with the given body. */
export async function httpApp(answer: unknown, status = 200) {
  const heard: Record<'body' | 'signature' | 'timestamp' | 'type' | 'retry', string | undefined>[] = []
  const server = createServer(async (request, response) => {
    const header = (name: string) => request.headers[name]?.toString()
    heard.push({
      body: await textOf(request),
      signature: header('x-slack-signature'),
      timestamp: header('x-slack-request-timestamp'),
      type: header('content-type'),
      retry: header('x-slack-retry-num'),
    })
    response
      .writeHead(status, { 'content-type': 'application/json' })
      .end(answer === undefined ? '' : JSON.stringify(answer))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => void server.close())
  const requestUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}/slack/events`
  return { heard, http: { requestUrl, signingSecret: 'secret' } }
}

/** An app with one of everything that Slack can bring to it. */
export const app = {
  events: ['app_mention', 'app_home_opened'],
  messageShortcuts: [{ name: 'Check SSH', callbackId: 'check-ssh' }],
  steps: [
    {
      callbackId: 'check_ssh',
      title: 'Check SSH',
      inputs: [{ name: 'host', type: 'string' as const, required: true }],
      outputs: [{ name: 'verdict', type: 'string' as const, required: true }],
    },
  ],
}

/** An event, and what somebody did, as they come by HTTP. */
export const eventIn = (body: string | undefined) => JSON.parse(body ?? '{}')
export const interactionIn = (body: string | undefined) => JSON.parse(new URLSearchParams(body).get('payload') ?? '{}')
