import { createHmac } from 'node:crypto'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

interface Call {
  method: string
  args: Record<string, unknown>
}
interface Response {
  status?: number
  headers?: Record<string, string>
  body: Record<string, unknown>
}

export interface SlackServer {
  apiUrl: string
  /** Where replies to commands and clicks go. */
  responseUrl: string
  /** Every call of the Web API, oldest first. Replies come as the method `response_url`. */
  calls: Call[]
  called(method: string): Record<string, unknown>[]
  /** What a method answers from now on. */
  answer(method: string, respond: (args: Record<string, unknown>) => Response): void
  close(): Promise<void>
}

export const ok = (fields: Record<string, unknown> = {}): Response => ({ body: { ok: true, ...fields } })
export const refusal = (error: string): Response => ({ body: { ok: false, error } })

const USERS: Record<string, Record<string, unknown>> = {
  U1: { team_id: 'T1', profile: { display_name: 'Ada' } },
  U2: { team_id: 'T1', profile: { display_name: 'Bob' } },
  U3: { team_id: 'T1', profile: { display_name: 'Eve' } },
  UGUEST: { team_id: 'T1', is_restricted: true },
  USTRANGER: { team_id: 'T2', is_stranger: true },
}
const CHANNELS: Record<string, Record<string, unknown>> = {
  C1: { is_member: true, is_ext_shared: false },
  CSHARED: { is_member: true, is_ext_shared: true },
  CELSEWHERE: { is_member: false, is_ext_shared: false },
}

/** A small Web API over HTTP: the methods that the bot uses, each answering as told. */
export async function startSlackServer(): Promise<SlackServer> {
  const calls: Call[] = []
  let posted = 0
  const answers = new Map<string, (args: Record<string, unknown>) => Response>([
    ['auth.test', () => ok({ team_id: 'T1', user: 'ssh-medic', user_id: 'UBOT', bot_id: 'BBOT' })],
    ['users.info', ({ user }) => found('user', USERS[String(user)])],
    ['conversations.info', ({ channel }) => found('channel', CHANNELS[String(channel)])],
    ['chat.postMessage', () => ok({ ts: `1700000000.${String(++posted).padStart(6, '0')}` })],
    ['chat.update', ({ ts }) => ok({ ts })],
    ['chat.postEphemeral', () => ok()],
    ['views.open', () => ok({ view: { id: 'V1' } })],
    ['response_url', () => ok()],
  ])
  const found = (what: string, thing: unknown) => (thing ? ok({ [what]: thing }) : refusal(`${what}_not_found`))
  const server = createServer(async (request, response) => {
    const method = (request.url ?? '').replace(/^\/(api\/)?/, '')
    const args = await argsOf(request)
    calls.push({ method, args })
    reply(response, (answers.get(method) ?? (() => refusal('unknown_method')))(args))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  return {
    apiUrl: `${base}/api/`,
    responseUrl: `${base}/response_url`,
    calls,
    called: (method) => calls.filter((call) => call.method === method).map(({ args }) => args),
    answer: (method, respond) => void answers.set(method, respond),
    close: async () => {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

function reply(response: ServerResponse, { status = 200, headers = {}, body }: Response): void {
  response.writeHead(status, { 'content-type': 'application/json', ...headers })
  response.end(JSON.stringify(body))
}

async function argsOf(request: IncomingMessage): Promise<Record<string, unknown>> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk as Buffer)
  const text = Buffer.concat(chunks).toString()
  if (request.headers['content-type']?.includes('json')) return JSON.parse(text || '{}') as Record<string, unknown>
  return Object.fromEntries([...new URLSearchParams(text)].map(([key, value]) => [key, decoded(key, value)]))
}

const decoded = (key: string, value: string): unknown =>
  key === 'blocks' || key === 'view' ? JSON.parse(value) : value

/** Sends what Slack would send, signed, and returns the bot's acknowledgement. */
export async function pushTo(
  port: number,
  secret: string,
  form: Record<string, string>,
): Promise<{ status: number; text: string }> {
  const body = new URLSearchParams(form).toString()
  const timestamp = String(Math.floor(Date.now() / 1_000))
  const signature = `v0=${createHmac('sha256', secret).update(`v0:${timestamp}:${body}`).digest('hex')}`
  const response = await fetch(`http://127.0.0.1:${port}/slack/events`, {
    method: 'POST',
    headers: {
      'content-type': 'application/x-www-form-urlencoded',
      'x-slack-request-timestamp': timestamp,
      'x-slack-signature': signature,
    },
    body,
  })
  return { status: response.status, text: await response.text() }
}
