import { readdirSync, readFileSync } from 'node:fs'
import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { serve } from '@hono/node-server'
import { type Context, Hono } from 'hono'
import { streamSSE } from 'hono/streaming'
import { z } from 'zod'
import { ALERTMANAGER } from '../alert.ts'
import type { StandIn } from '../slack/stand-in.ts'
import { BOT, type Message } from '../slack/workspace.ts'
import type { Tour } from '../tour.ts'
import { act, perform } from './acts.ts'

const FOLDER = new URL('./', import.meta.url)
/** Everything beside this file that a browser may have. */
const ASSETS = readdirSync(FOLDER).filter((file) => /\.(html|css|js)$/.test(file))
const TYPES: Record<string, string> = { html: 'text/html', css: 'text/css', js: 'text/javascript' }
const POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self'; base-uri 'none'"

/** The page that shows the workspace: what it does goes through the stand-in's hands. Only for this machine. */
export async function servePage(
  { slack, tour }: { slack: StandIn; tour?: Tour },
  port: number,
): Promise<{ url: string; close(): Promise<void> }> {
  const app = new Hono()
  app.use(async (context, next) => {
    // A page elsewhere must not reach this one by a name of its own that points to loopback.
    if (!/^(127\.0\.0\.1|localhost)(:\d+)?$/.test(context.req.header('host') ?? ''))
      return context.text('only for this machine', 403)
    context.header('content-security-policy', POLICY)
    return await next()
  })
  app.get('/', (context) => asset(context, 'index.html'))
  for (const file of ASSETS) app.get(`/${file}`, (context) => asset(context, file))
  app.get('/favicon.ico', (context) => context.body(null, 204))
  app.get('/state', (context) =>
    context.json({ ...stateFor(slack, context.req.query('user') ?? ''), tour: tour?.at() }),
  )
  app.get('/files/:id', (context) => fileFor(context, slack))
  app.get('/events', (context) => events(context, slack))
  app.post('/act', async (context) => {
    const parsed = act.safeParse(await context.req.json())
    if (!parsed.success) return context.json({ error: z.prettifyError(parsed.error) }, 400)
    return await perform(slack, tour, parsed.data)
      .then((told) => context.json({ told }))
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
  return context.body(readFileSync(new URL(file, FOLDER), 'utf8'), 200, {
    'content-type': `${type}; charset=utf-8`,
  })
}

/** What one person sees: the messages that are for all or for them, and the dialog before them. */
function stateFor({ workspace, app }: StandIn, user: string) {
  const channels = workspace.channels.filter(({ id }) => workspace.sees(user, id))
  const seen = new Set(channels.map(({ id }) => id))
  return {
    people: workspace.people,
    apps: [{ id: BOT.id, name: BOT.name }, ALERTMANAGER],
    shortcuts: app.messageShortcuts,
    home: app.events.includes('app_home_opened') ? { blocks: workspace.homes.get(user)?.blocks ?? [] } : undefined,
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
