import { createHmac } from 'node:crypto'
import { WebClient } from '@slack/web-api'
import { pino } from 'pino'
import { WebSocket } from 'ws'
import { troubleOf, webClientOptions } from '../slack/web-client.ts'
import { readSwitch, saidBy, unconfirmedMs } from '../store/switch.ts'
import { type Around, away, defineExam, note, type Result, right, wrong } from './exam.ts'

const PATIENCE_MS = 8_000
/** As long as the bot's last word is this fresh, one is there. */
const ALIVE_MS = 15_000

/** How a click reaches the bot: as far as that can be tried without a person. */
export const wayIn = defineExam({
  id: 'way-in',
  title: 'Round trip of a button',
  role: 'bot',
  needs: ['slack'],
  examine: async ({ slack: { tokens }, ...around }) => {
    const tried =
      tokens.mode === 'http'
        ? await answersRequests(tokens.signingSecret, around)
        : await opensSocket(tokens.appToken, around)
    return [...tried, ...(tried.some(({ state }) => state === 'wrong') ? [] : [PRESS])]
  },
})

const PRESS = note(
  'Slack presses no button by itself: the last step is a person’s',
  'Type /ssh-check help in a channel, check a host, and press “Check again” below the answer.',
)

/** Socket Mode: a second socket could take a click away from a bot that runs, so then only the permission is tried. */
async function opensSocket(appToken: string, around: Pick<Around, 'config' | 'redis' | 'signal'>): Promise<Result[]> {
  const opened = await socketUrl(appToken, around)
  if ('failed' in opened) return opened.failed
  if (await botRuns(around))
    return [right('Slack offers the app a socket; none was opened, so as not to take a click from the bot that runs')]
  const heard = await greeting(opened.ok, around.signal)
  return heard === 'hello'
    ? [right('Slack opened a socket and said hello (no bot runs here now; the socket is closed again)')]
    : [
        away(
          `Slack’s socket did not say hello (${heard})`,
          'Let this machine out to wss-primary.slack.com, port 443, also for WebSockets.',
        ),
      ]
}

async function socketUrl(appToken: string, { config: { slack } }: Pick<Around, 'config'>) {
  const log = pino({ level: 'silent' })
  const client = new WebClient(appToken, webClientOptions({ apiUrl: slack.apiUrl, log }, PATIENCE_MS))
  try {
    const { url = '' } = await client.apps.connections.open({})
    return { ok: url }
  } catch (error) {
    const trouble = troubleOf(error)
    if (trouble.kind !== 'refused')
      return {
        failed: [
          away(
            'Slack did not answer when asked for a socket',
            'Check this machine’s way out to slack.com, and try again.',
          ),
        ],
      }
    const mend =
      'Create an app-level token with the scope connections:write (Basic Information → App-Level Tokens), and switch Socket Mode on.'
    return { failed: [wrong(`Slack refused SLACK_APP_TOKEN (${trouble.code})`, mend)] }
  }
}

async function botRuns({ redis }: Pick<Around, 'redis'>): Promise<boolean> {
  if ('failed' in redis) return true // Nobody knows: leave it alone.
  const record = (await readSwitch(redis.ok)).record
  return unconfirmedMs(record && saidBy(record)) < ALIVE_MS
}

/** The first word on the socket; or why there was none. */
function greeting(url: string, signal: AbortSignal): Promise<string> {
  return new Promise((resolve) => {
    const socket = new WebSocket(url, { handshakeTimeout: PATIENCE_MS })
    const end = (said: string) => {
      clearTimeout(timer)
      signal.removeEventListener('abort', cancel)
      resolve(said)
      socket.terminate()
    }
    const cancel = () => end('cancelled')
    const timer = setTimeout(() => end('silence'), PATIENCE_MS)
    signal.addEventListener('abort', cancel, { once: true })
    socket.on('error', (error) => end(error.message))
    socket.on('close', () => end('it closed'))
    socket.on('message', (data) => end(typeIn(String(data))))
  })
}

function typeIn(text: string): string {
  const [, type = 'something else'] = /"type"\s*:\s*"([a-z_]+)"/.exec(text) ?? []
  return type
}

/** HTTP: the request that Slack itself sends to try an address, signed with our secret, and once with another one. */
async function answersRequests(
  secret: string,
  { config, requestUrl, signal }: Pick<Around, 'config' | 'requestUrl' | 'signal'>,
): Promise<Result[]> {
  const url = requestUrl ?? `http://127.0.0.1:${config.slack.port}/slack/events`
  const challenge = createHmac('sha256', secret).update(String(Date.now())).digest('hex')
  const mine = await send(url, { secret, challenge, signal })
  if (mine === undefined)
    return [
      away(
        `nobody answers at ${url}`,
        `Start the bot; it listens on port ${config.slack.port}. From outside a proxy has to lead there.`,
      ),
    ]
  if (mine.status === 401)
    return [
      wrong(
        `${url} refuses a request that is signed with this SLACK_SIGNING_SECRET`,
        'Give bot and doctor the secret of the same app, and restart the bot; a proxy must not change the body.',
      ),
    ]
  if (!mine.text.includes(challenge))
    return [
      wrong(
        `${url} answers, and not as the bot does (HTTP ${mine.status})`,
        'See that the request URL leads to the bot and ends in /slack/events.',
      ),
    ]
  const forged = await send(url, { secret: `${secret}x`, challenge, signal })
  if (forged?.status !== 401)
    return [
      wrong(
        `${url} takes a request with a wrong signature`,
        'Something in between answers for the bot: lead the request URL straight to it.',
      ),
    ]
  return [
    right(`${url} takes a signed request, and refuses a forged one`),
    ...(requestUrl === undefined
      ? [
          note(
            'whether Slack reaches it from outside was not tried',
            'ssh-medic doctor --request-url https://…/slack/events tries the address that stands in the app’s settings.',
          ),
        ]
      : []),
  ]
}

async function send(
  url: string,
  { secret, challenge, signal }: { secret: string; challenge: string; signal: AbortSignal },
) {
  const body = JSON.stringify({ type: 'url_verification', challenge })
  const timestamp = String(Math.floor(Date.now() / 1_000))
  const headers = {
    'content-type': 'application/json',
    'x-slack-request-timestamp': timestamp,
    'x-slack-signature': `v0=${createHmac('sha256', secret).update(`v0:${timestamp}:${body}`).digest('hex')}`,
  }
  try {
    const answer = await fetch(url, {
      method: 'POST',
      body,
      headers,
      signal: AbortSignal.any([signal, AbortSignal.timeout(PATIENCE_MS)]),
    })
    return { status: answer.status, text: await answer.text() }
  } catch {
    return undefined
  }
}
