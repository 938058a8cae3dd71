import { createServer } from 'node:net'
import { ConfigError, expandHome } from '../config/load.ts'
import type { Where } from '../http/listen.ts'
import { complaint } from '../http/listen.ts'
import { metricsPort } from '../metrics/port.ts'
import { webhookToken } from '../webhook/token.ts'
import { type Around, defineExam, note, orRight, type Result, right, wrong } from './exam.ts'
import { isOpenToEverybody } from './readable.ts'

const PATIENCE_MS = 2_000

/** Whether the webhook can be reached by who shall, and by nobody else. */
export const webhook = defineExam({
  id: 'webhook',
  title: 'Webhook',
  role: 'bot',
  needs: [],
  examine: async ({ config: { webhook: given } }) => {
    if (!given) return [right('none listens: other monitorings tell the bot nothing (docs/webhook.md)')]
    const { tokenFile, port, bind } = given
    const listens = await portOf({ port, bind }, 'webhook', isOurWebhook)
    return orRight(
      [...tokenIn(tokenFile), ...listens, ...open(given, 'whoever has its token can raise alerts')],
      `${bind} port ${port}`,
    )
  },
})

/** Whether Prometheus can ask, and nobody else. */
export const metrics = defineExam({
  id: 'metrics',
  title: 'Metrics and health',
  needs: [],
  examine: async ({ config: { metrics: given }, roles }) => {
    if (!given) return [right('none are served (docs/metrics.md)')]
    const where = withPort(given)
    if ('wrong' in where) return where.wrong
    const listens = await portOf(where, 'metrics', isOurMetrics)
    return orRight(
      [...listens, ...shared(roles), ...open(where, 'whoever reaches it reads the names of your hosts')],
      `${where.bind} port ${where.port}`,
    )
  },
})

function withPort(given: Where): Where | { wrong: Result[] } {
  try {
    return { bind: given.bind, port: metricsPort(given, process.env) }
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error
    return { wrong: [wrong(error.message, 'Correct the variable, or take it out of the environment.')] }
  }
}

/** `up` is one process; a bot and a worker with one file are two. */
const shared = (roles: Around['roles']): Result[] =>
  roles.length < 2 || process.env.SSH_MEDIC_METRICS_PORT
    ? []
    : [
        note(
          'bot and worker would want the same port here, unless they run as one (up)',
          'Give one of them another by SSH_MEDIC_METRICS_PORT.',
        ),
      ]

function tokenIn(file: string | undefined): Result[] {
  try {
    webhookToken(file, process.env)
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error
    return [
      wrong(
        error.message,
        'Without it the bot does not start. It must be readable by the bot’s user, and by the sender’s.',
      ),
    ]
  }
  if (process.env.SSH_MEDIC_WEBHOOK_TOKEN || file === undefined) return []
  const path = expandHome(file)
  return isOpenToEverybody(path)
    ? [
        wrong(
          `${path} can be read by everybody here: whoever has the token can raise alerts and have hosts checked`,
          `chmod o= ${path}`,
        ),
      ]
    : []
}

const open = ({ bind }: Where, means: string): Result[] =>
  /^(127\.|::1$|localhost$)/.test(bind)
    ? []
    : [
        note(
          `it listens on ${bind}, beyond this machine, and without TLS: ${means}`,
          'Let only those reach it that should: a firewall, or a proxy with TLS before loopback.',
        ),
      ]

/** Free, or held by the very program that shall have it. */
async function portOf(where: Where, setting: string, isOurs: (base: string) => Promise<boolean>): Promise<Result[]> {
  const error = await tryPort(where)
  if (!error) return [note('nothing listens there now: the bot or worker that shall is not running here')]
  if (error.code === 'EADDRINUSE' && (await isOurs(baseOf(where)).catch(() => false))) return []
  return [wrong(...halves(complaint(error, where.port, where.bind, setting)))]
}

function tryPort({ port, bind }: Where): Promise<NodeJS.ErrnoException | undefined> {
  const server = createServer()
  return new Promise((resolve) => {
    server.once('error', (error: NodeJS.ErrnoException) => resolve(error))
    server.listen(port, bind, () => server.close(() => resolve(undefined)))
  })
}

const baseOf = ({ port, bind }: Where): string => {
  const address = { '0.0.0.0': '127.0.0.1', '::': '[::1]', '::1': '[::1]' }[bind] ?? bind
  return `http://${address}:${port}`
}

const isOurMetrics = async (base: string) =>
  /^ssh_medic_build_info\{/m.test(await (await ask(`${base}/metrics`)).text())
const isOurWebhook = async (base: string) => {
  const answer = await ask(`${base}/alerts`)
  return answer.status === 401 && /token of the webhook/.test(await answer.text())
}
const ask = (url: string) => fetch(url, { signal: AbortSignal.timeout(PATIENCE_MS), redirect: 'manual' })

/** These messages say what is wrong, a colon or semicolon, and what to do at their end. */
function halves(message: string): [string, string] {
  const at = Math.max(message.lastIndexOf('; '), message.lastIndexOf(': '))
  const mend = message.slice(at + 2)
  return [message.slice(0, at), `${mend.slice(0, 1).toUpperCase()}${mend.slice(1)}.`]
}
