import { type Context, Hono } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import type { Host } from '../config/schema.ts'
import { type Listening, listen, type Where } from '../http/listen.ts'
import { openOutbox } from '../queue/outbox.ts'
import { producerRedis, whenReady } from '../store/redis-client.ts'
import { incomingIn } from './incoming.ts'
import type { WebhookOutcome } from './outcome.ts'
import { type Received, receiver } from './receive.ts'
import { carriesToken } from './token.ts'

const MOST_BYTES = 1_048_576
const READY_MS = 900

export interface WebhookOptions {
  where: Where
  token: string
  redisUrl: string
  hosts: readonly Host[]
  vantage: string
  /** Where alerts about unknown hosts are told. */
  channel: string
  observe?: (outcome: WebhookOutcome) => void
  onError?: (error: Error) => void
}

/** Takes alerts of another monitoring at `POST /alerts` until closed. */
export async function startWebhook(options: WebhookOptions): Promise<Listening> {
  const redis = producerRedis(options.redisUrl, options.onError)
  // Opened when first used: BullMQ waits for a connection without a limit.
  let take: ReturnType<typeof receiver> | undefined
  let outbox: ReturnType<typeof openOutbox> | undefined
  const app = webhookApp(options, async (alerts) => {
    await whenReady(redis, READY_MS)
    outbox ??= openOutbox(redis)
    take ??= receiver({ ...options, redis, outbox })
    return take(alerts)
  })
  const close = async () => {
    await outbox?.close()
    redis.disconnect()
  }
  const listening = await listen(app, options.where, 'webhook').catch(async (error) => {
    await close()
    throw error
  })
  return { ...listening, close: () => listening.close().then(close) }
}

type Take = ReturnType<typeof receiver>

function webhookApp({ token, observe = () => {}, onError = () => {} }: WebhookOptions, take: Take): Hono {
  const app = new Hono()
  app.use(async (context, next) => {
    if (carriesToken(context.req.header('authorization'), token)) return await next()
    observe('unauthorised')
    context.header('www-authenticate', 'Bearer')
    return context.json({ error: 'send the token of the webhook: Authorization: Bearer TOKEN' }, 401)
  })
  app.use(bodyLimit({ maxSize: MOST_BYTES, onError: tooLarge }))
  app.post('/alerts', async (context) => {
    const incoming = incomingIn(await context.req.json().catch(() => undefined))
    if ('problem' in incoming) {
      observe('not-understood')
      return context.json({ error: incoming.problem }, 400)
    }
    try {
      const received: Received = await take(incoming.alerts)
      observe('taken')
      return context.json(received)
    } catch (error) {
      return away(context, error)
    }
  })
  app.notFound((context) => context.json({ error: 'alerts are taken at POST /alerts' }, 404))
  return app

  function tooLarge(context: Context) {
    observe('too-large')
    return context.json({ error: `more than ${MOST_BYTES} bytes: send fewer alerts at once (max_alerts)` }, 413)
  }
  /** Nothing of it is lost: whoever sent it tries again. */
  function away(context: Context, error: unknown) {
    observe('redis-away')
    onError(error instanceof Error ? error : new Error(String(error)))
    context.header('retry-after', '5')
    return context.json({ error: 'Redis is away, so nothing was taken: send it again' }, 503)
  }
}
