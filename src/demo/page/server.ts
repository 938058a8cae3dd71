import { readFileSync } from 'node:fs'
import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { serve } from '@hono/node-server'
import { type Context, Hono } from 'hono'
import { streamSSE } from 'hono/streaming'
import { z } from 'zod'
import type { StandIn } from '../slack/stand-in.ts'
import type { Message } from '../slack/workspace.ts'

const act = z.discriminatedUnion('act', [
  z.strictObject({ act: z.literal('type'), user: z.string(), channel: z.string(), text: z.string().min(1).max(4_000) }),
  z.strictObject({
    act: z.literal('click'),
    user: z.string(),
    channel: z.string(),
    ts: z.string(),
    actionId: z.string(),
    blockId: z.string().optional(),
  }),
  z.strictObject({
    act: z.literal('submit'),
    user: z.string(),
    viewId: z.string(),
    filled: z.record(z.string(), z.string()).default({}),
  }),
  z.strictObject({ act: z.literal('click-in-view'), user: z.string(), viewId: z.string(), actionId: z.string() }),
  z.strictObject({ act: z.literal('dismiss'), user: z.string(), viewId: z.string() }),
])
type Act = z.infer<typeof act>

const ASSETS: Record<string, string> = {
  '/': 'index.html',
  '/style.css': 'style.css',
  '/app.js': 'app.js',
  '/blocks.js': 'blocks.js',
  '/dom.js': 'dom.js',
}
const TYPES: Record<string, string> = { html: 'text/html', css: 'text/css', js: 'text/javascript' }
const POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self'; base-uri 'none'"

/** The page that shows the workspace: what it does goes through the stand-in's hands. Only for this machine. */
export async function servePage(slack: StandIn, port: number): Promise<{ url: string; close(): Promise<void> }> {
  const app = new Hono()
  app.use(async (context, next) => {
    // A page elsewhere must not reach this one by a name of its own that points to loopback.
    if (!/^(127\.0\.0\.1|localhost)(:\d+)?$/.test(context.req.header('host') ?? ''))
      return context.text('only for this machine', 403)
    context.header('content-security-policy', POLICY)
    return await next()
  })
  for (const [path, file] of Object.entries(ASSETS)) app.get(path, (context) => asset(context, file))
  app.get('/favicon.ico', (context) => context.body(null, 204))
  app.get('/state', (context) => context.json(stateFor(slack, context.req.query('user') ?? '')))
  app.get('/files/:id', (context) => fileFor(context, slack))
  app.get('/events', (context) => events(context, slack))
  app.post('/act', async (context) => {
    const parsed = act.safeParse(await context.req.json())
    if (!parsed.success) return context.json({ error: z.prettifyError(parsed.error) }, 400)
    return await perform(slack, parsed.data)
      .then(() => context.json({}))
      .catch((error: Error) => context.json({ error: error.message }, 409))
  })
  const server = await listening(app, port)
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`
  return {
    url,
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections()
        server.close(() => resolve())
      }),
  }
}

function asset(context: Context, file: string): Response {
  const type = TYPES[file.split('.').at(-1) ?? ''] ?? 'text/plain'
  return context.body(readFileSync(new URL(`./${file}`, import.meta.url), 'utf8'), 200, {
    'content-type': `${type}; charset=utf-8`,
  })
}

/** What one person sees: the messages that are for all or for them, and the dialog before them. */
function stateFor({ workspace }: StandIn, user: string) {
  const channels = workspace.channels.filter(({ id }) => workspace.sees(user, id))
  const seen = new Set(channels.map(({ id }) => id))
  return {
    people: workspace.people,
    groups: workspace.groups,
    channels,
    messages: workspace.messages
      .filter(({ channel, onlyFor }) => seen.has(channel) && (onlyFor === undefined || onlyFor === user))
      .map(withFileNames),
    dialog: [...workspace.views.values()].filter((open) => open.user === user).at(-1),
  }
}

/** The page asks for the content of a file when somebody opens it. */
const withFileNames = ({ files = [], ...message }: Message) => ({
  ...message,
  files: files.map(({ id, title, content }) => ({ id, title, bytes: content.length })),
})

function fileFor(context: Context, { workspace }: StandIn): Response {
  const file = workspace.messages.flatMap(({ files = [] }) => files).find(({ id }) => id === context.req.param('id'))
  if (!file) return context.text('no such file', 404)
  return context.body(new Uint8Array(file.content), 200, { 'content-type': 'text/plain; charset=utf-8' })
}

function events(context: Context, { workspace }: StandIn): Response {
  return streamSSE(context, async (stream) => {
    const stop = workspace.watch(() => void stream.writeSSE({ data: 'changed' }))
    await new Promise<void>((resolve) => stream.onAbort(resolve))
    stop()
  })
}

async function perform(slack: StandIn, what: Act): Promise<void> {
  switch (what.act) {
    case 'type':
      return await slack.type(what.user, what.channel, what.text)
    case 'click':
      return await slack.click(what.user, what.channel, what.ts, what.actionId, what.blockId)
    case 'submit':
      return await slack.submit(what.user, what.viewId, what.filled)
    case 'click-in-view':
      return await slack.clickInView(what.user, what.viewId, what.actionId)
    case 'dismiss':
      return slack.dismiss(what.user, what.viewId)
  }
}

function listening(app: Hono, port: number): Promise<Server> {
  return new Promise((resolve, reject) => {
    const server = serve({ fetch: app.fetch, hostname: '127.0.0.1', port }, () => resolve(server as Server)) as Server
    server.once('error', (error: NodeJS.ErrnoException) =>
      reject(
        error.code === 'EADDRINUSE'
          ? new Error(`port ${port} is taken: choose another with --port`, { cause: error })
          : error,
      ),
    )
  })
}
