import { type Context, Hono } from 'hono'
import { z } from 'zod'
import type { Answer } from './answer.ts'
import { type Faults, failing } from './faults.ts'
import { takeUpload } from './files.ts'
import { contentOf, methodsOf } from './methods.ts'
import type { RateLimits } from './rate-limits.ts'
import type { Tickets } from './tickets.ts'
import { BOT, type Workspace } from './workspace.ts'

export interface WebApiOptions {
  workspace: Workspace
  tickets: Tickets
  faults: Faults
  rates: RateLimits
  tokens: { bot: string; app: string }
  scopes: string[]
  /** Where the bytes of a file go. */
  urlOfUpload: (id: string) => string
  /** Where a socket is to be opened. */
  socketUrl: () => string
}

/** Slack's Web API and its response addresses over HTTP. */
export function webApi(options: WebApiOptions): Hono {
  const app = new Hono()
  const methods = methodsOf(options.workspace, options.tickets, options.urlOfUpload)

  app.post('/api/apps.connections.open', (context) =>
    context.json(
      bearer(context) === options.tokens.app
        ? { ok: true, url: options.socketUrl() }
        : { ok: false, error: 'invalid_auth' },
    ),
  )
  app.post('/api/:method', async (context) => {
    const method = context.req.param('method')
    const fault = options.faults.take(method)
    if (fault && !fault.afterAccepting) return failing(context, fault)
    const answer = await answered(context, method, methods[method], options)
    if (answer instanceof Response) return answer
    if (fault) return failing(context, fault)
    // Slack tells with every answer what the token may.
    return context.json(answer, 200, { 'x-oauth-scopes': options.scopes.join(',') })
  })
  app.post('/response/:id', async (context) => respond(context, options))
  app.post('/upload/:id', async (context) => {
    const content = await bytesOf(context)
    const wrong = takeUpload(options.workspace, context.req.param('id'), content)
    return wrong === undefined ? context.text(`OK - ${content.length}`) : context.text(wrong, 400)
  })
  return app
}

async function answered(
  context: Context,
  name: string,
  method: ReturnType<typeof methodsOf>[string] | undefined,
  { tokens, scopes, rates, workspace }: WebApiOptions,
): Promise<Answer | Response> {
  if (!method) return { ok: false, error: 'unknown_method' }
  const args = await argumentsOf(context)
  const token = bearer(context) ?? args.token
  if (!token) return { ok: false, error: 'not_authed' }
  if (token !== tokens.bot && !isOfRunningStep(workspace, String(token)))
    return { ok: false, error: token === tokens.app ? 'not_allowed_token_type' : 'invalid_auth' }
  if (method.scopes.length > 0 && !method.scopes.some((scope) => scopes.includes(scope)))
    return { ok: false, error: 'missing_scope', needed: method.scopes.join(','), provided: scopes.join(',') }
  delete args.token
  delete args.team_id // Bolt’s clients name the workspace in each call; a token of one workspace needs it not.
  const tooMany = rates.take(name, args.channel)
  return tooMany ? failing(context, { status: 429, ...tooMany }) : method.call(args)
}

/** Each step of a workflow brings a token of its own, which is as good as the bot's while the step runs. */
const isOfRunningStep = ({ executions }: Workspace, token: string): boolean =>
  [...executions.values()].some((one) => one.token === token && one.state === 'running')

/** A file comes as it is, or as the only field of a form. */
async function bytesOf(context: Context): Promise<Buffer> {
  if (!context.req.header('content-type')?.startsWith('multipart/')) return Buffer.from(await context.req.arrayBuffer())
  const [field] = Object.values(await context.req.parseBody())
  return field instanceof File ? Buffer.from(await field.arrayBuffer()) : Buffer.from(String(field ?? ''))
}

const bearer = (context: Context) => /^Bearer (.+)$/.exec(context.req.header('authorization') ?? '')?.[1]

/** Arguments come as JSON or as a form whose structured values are JSON texts. */
async function argumentsOf(context: Context): Promise<Record<string, unknown>> {
  if (context.req.header('content-type')?.startsWith('application/json')) return await context.req.json()
  const form = await context.req.parseBody()
  return Object.fromEntries(
    Object.entries(form).map(([key, value]) => [key, STRUCTURED.has(key) ? parsed(value) : value]),
  )
}

const STRUCTURED = new Set(['blocks', 'view', 'metadata', 'attachments', 'outputs', 'files'])

function parsed(value: unknown): unknown {
  try {
    return JSON.parse(String(value))
  } catch {
    return value
  }
}

/** The page cannot replace a message from a response address: an app that wants that is refused. */
const response = z.strictObject({
  text: z.string().optional(),
  blocks: z.unknown().optional(),
  response_type: z.enum(['ephemeral', 'in_channel']).optional(),
  replace_original: z.literal(false).optional(),
  thread_ts: z.string().optional(),
})

/** What an app says at a response address: a message for the one person, or for all in the channel. */
async function respond(context: Context, { workspace, tickets }: WebApiOptions): Promise<Response> {
  const taken = tickets.takeResponse(context.req.param('id') ?? '')
  if ('refused' in taken) return context.text(taken.refused, 404)
  const parsed = response.safeParse(await context.req.json().catch(() => undefined))
  if (!parsed.success) return context.json({ ok: false, error: 'invalid_payload' }, 400)
  const content = contentOf(parsed.data)
  if ('refused' in content) return context.json(content.refused, 400)
  const { user, channel } = taken
  const threadTs = parsed.data.thread_ts ?? taken.threadTs
  const audience = parsed.data.response_type === 'in_channel' ? {} : { onlyFor: user }
  workspace.post({ channel, user: BOT.id, ...content, ...audience, ...(threadTs && { threadTs }) })
  return context.json({ ok: true })
}
