import {
  WebAPIHTTPError,
  WebAPIPlatformError,
  WebAPIRateLimitedError,
  WebAPIRequestError,
  WebClient,
  type WebClientOptions,
} from '@slack/web-api'
import type { Logger } from 'pino'
import { slackLogger } from './log.ts'

export interface WebAccess {
  botToken: string
  /** Another Web API than Slack's own. */
  apiUrl?: string | undefined
  log: Logger
}

/**
 * Options for calls that say at once how they ended. Nothing is repeated in here: a repeated post may double, and a 429
 * would hold up every other call of the client. Whoever calls decides when to try again.
 */
export const webClientOptions = (
  { apiUrl, log }: Omit<WebAccess, 'botToken'>,
  timeoutMs: number,
): WebClientOptions => ({
  ...(apiUrl !== undefined && { slackApiUrl: apiUrl }),
  logger: slackLogger(log),
  retryConfig: { retries: 0 },
  rejectRateLimitedCalls: true,
  timeout: timeoutMs,
})

export const webClient = (access: WebAccess, timeoutMs: number): WebClient =>
  new WebClient(access.botToken, webClientOptions(access, timeoutMs))

/** How a call of the Web API failed. `code` is Slack's own word, such as `channel_not_found`. */
export type Trouble =
  | { kind: 'slow-down'; delayMs: number }
  /** `needed`: the scopes, of which one would do, where it is one that lacks. */
  | { kind: 'refused'; code: string; needed?: string }
  | { kind: 'not-sent' }
  | { kind: 'unknown' }

const UNREACHABLE = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'ENETUNREACH', 'EHOSTUNREACH'])
const USUAL_DELAY_S = 30

export function troubleOf(error: unknown): Trouble {
  if (error instanceof WebAPIRateLimitedError) return slowDown(error.retryAfter)
  if (error instanceof WebAPIRequestError) return { kind: neverLeft(error.original) ? 'not-sent' : 'unknown' }
  if (!(error instanceof WebAPIPlatformError)) return { kind: 'unknown' }
  const { error: code, response_metadata } = error.data
  const needed = 'needed' in error.data ? error.data.needed : undefined
  // Slack also says so with HTTP 200, and then nothing but this word tells.
  return /^rate_?limited$/.test(code)
    ? slowDown(response_metadata?.retryAfter)
    : { kind: 'refused', code, ...(typeof needed === 'string' && { needed }) }
}

const slowDown = (seconds = USUAL_DELAY_S): Trouble => ({ kind: 'slow-down', delayMs: Math.max(1, seconds) * 1_000 })

/** Whether the call got no answer, or none of Slack's own: its servers, or the way there, have a bad day. */
export const isSlackAway = (error: unknown): boolean =>
  error instanceof WebAPIRequestError || error instanceof WebAPIHTTPError

/** Whether the request failed before it reached anybody, so that nothing can have happened. */
function neverLeft({ cause }: Error): boolean {
  return cause instanceof Error && 'code' in cause && UNREACHABLE.has(String(cause.code))
}
