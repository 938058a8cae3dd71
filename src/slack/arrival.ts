import type { WebClient } from '@slack/web-api'
import { type Arrival, type Mark, PostLater } from '../queue/poster.ts'
import { troubleOf } from './web-client.ts'

const EVENT = 'ssh_medic_post'
/** Clocks differ: ours tells when a post was begun, Slack's when it arrived. */
const SKEW_MS = 60_000
const PAGE = 200
const MOST_PAGES = 10
const ASK_AGAIN_MS = 5_000

/** Any of these lets us look; which one a channel needs depends on its kind. */
const SCOPES = ['channels:history', 'groups:history', 'im:history', 'mpim:history']

/** What a message carries that nobody sees: whose message it is, to be found again. */
export const metadataOf = ({ runId, part }: Mark) => ({
  event_type: EVENT,
  event_payload: { run: runId, part: String(part) },
})

export interface Sought extends Mark {
  channel: string
  /** The thread where it belongs; undefined for a message of the channel itself. */
  threadTs: string | undefined
  /** When its post was begun. */
  sinceMs: number
}

/**
 * Whether a post arrived whose answer was lost. Only a bot that may read the channel's history can tell; `scopes` are those
 * of the token, as far as they are known.
 */
export async function lookFor(
  client: WebClient,
  sought: Sought,
  scopes: readonly string[] | undefined,
): Promise<Arrival> {
  if (scopes && !SCOPES.some((scope) => scopes.includes(scope))) return 'unknowable'
  try {
    return await search(client, sought)
  } catch (error) {
    const trouble = troubleOf(error)
    if (trouble.kind === 'refused') return 'unknowable'
    throw new PostLater(trouble.kind === 'slow-down' ? trouble.delayMs : ASK_AGAIN_MS, { cause: error })
  }
}

async function search(client: WebClient, { channel, threadTs, sinceMs, ...mark }: Sought): Promise<Arrival> {
  const oldest = ((sinceMs - SKEW_MS) / 1_000).toFixed(6)
  let cursor: string | undefined
  for (let page = 0; page < MOST_PAGES; page++) {
    const asked = { channel, oldest, limit: PAGE, include_all_metadata: true, ...(cursor && { cursor }) }
    const { messages = [], response_metadata } = threadTs
      ? await client.conversations.replies({ ...asked, ts: threadTs })
      : await client.conversations.history(asked)
    const found = messages.find(({ metadata }) => isMarked(metadata, mark))
    if (found?.ts) return { ts: found.ts }
    cursor = response_metadata?.next_cursor
    if (!cursor) return 'absent'
  }
  return 'unknowable'
}

function isMarked(
  metadata: { event_type?: string; event_payload?: unknown } | undefined,
  { runId, part }: Mark,
): boolean {
  if (metadata?.event_type !== EVENT) return false
  const payload = metadata.event_payload as { run?: unknown; part?: unknown } | undefined
  return payload?.run === runId && payload.part === String(part)
}
