import { Hono } from 'hono'
import type { Registry } from 'prom-client'

/** One thing that must hold before this process can do its work: what is wrong, or undefined. */
export type Condition = () => Promise<string | undefined> | string | undefined

const ANSWER_MS = 2_000

/**
 * `/metrics`, `/healthz` (the process lives; a supervisor restarts it otherwise) and `/readyz` (it can do its work; 503 says
 * in a line each what is missing). `conditions` may grow while it serves.
 */
export function healthApp(registry: Registry, conditions: ReadonlyMap<string, Condition>): Hono {
  const app = new Hono()
  app.get('/healthz', (context) => context.text('ok\n'))
  app.get('/readyz', async (context) => {
    const wrong = await complaintsOf(conditions)
    return wrong.length === 0 ? context.text('ready\n') : context.text(`${wrong.join('\n')}\n`, 503)
  })
  app.get('/metrics', async (context) => {
    const text = await registry.metrics()
    return context.body(text, 200, { 'content-type': registry.contentType })
  })
  app.notFound((context) => context.text('here are /metrics, /healthz and /readyz\n', 404))
  return app
}

async function complaintsOf(conditions: ReadonlyMap<string, Condition>): Promise<string[]> {
  const answers = await Promise.all(
    [...conditions].map(async ([name, condition]) => {
      const wrong = await inTime(condition)
      return wrong === undefined ? [] : [`${name}: ${wrong}`]
    }),
  )
  return answers.flat()
}

/** Whatever hangs is not ready. */
async function inTime(condition: Condition): Promise<string | undefined> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<string>((resolve) => {
    timer = setTimeout(() => resolve('no answer'), ANSWER_MS)
  })
  const asked = Promise.resolve()
    .then(condition)
    .catch(() => 'away')
  return Promise.race([asked, late]).finally(() => clearTimeout(timer))
}
