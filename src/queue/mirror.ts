import type { Redis } from 'ioredis'
import { type AuditEntry, readAudit } from '../store/audit.ts'
import { PREFIX, workerRedis } from '../store/redis-client.ts'
import { openOutbox } from './outbox.ts'

const CURSOR = `${PREFIX}:audit:mirrored`
const LOOK_EVERY_MS = 2_000
const AT_ONCE = 100

export interface MirrorOptions {
  redisUrl: string
  channel: string
  onError: (error: Error) => void
}

/** Tells a channel of every entry of the audit log, in one thread a day, until closed. What was missed is told later. */
export function startMirror({ redisUrl, channel, onError }: MirrorOptions): { close(): Promise<void> } {
  const redis = workerRedis(redisUrl, onError)
  const outbox = openOutbox(redis)
  let underWay: Promise<void> = Promise.resolve()
  let closed = false
  const look = () => {
    if (!closed) underWay = underWay.then(() => mirror(redis, outbox, channel)).catch(onError)
  }
  const timer = setInterval(look, LOOK_EVERY_MS)
  look()
  return {
    close: async () => {
      closed = true
      clearInterval(timer)
      redis.disconnect()
      await underWay
      await outbox.close().catch(() => {})
    },
  }
}

/** The outbox takes an entry once, so that a second bot, or one that was ended in between, tells nothing twice. */
export async function mirror(redis: Redis, outbox: ReturnType<typeof openOutbox>, channel: string): Promise<void> {
  const from = Number((await redis.get(CURSOR)) ?? 0)
  const entries = await readAudit(redis, from, from + AT_ONCE - 1)
  for (const [index, entry] of entries.entries()) {
    const number = from + index + 1
    const day = (entry.at || new Date().toISOString()).slice(0, 10)
    const thread = `audit-${channel}-${day}`
    await outbox.open(thread, { channel }, { state: 'log', title: `Audit log of ${day}` })
    await outbox.reply(thread, `${number}:${entry.hash}`, { kind: 'note', text: wordsOf(entry, number) })
    await redis.set(CURSOR, number)
  }
}

/** One entry in one line; the number and the hash are its anchor. */
function wordsOf(
  { event = 'result', by, requestedBy, host, remedy, outcome, detail, reason, hash }: AuditEntry,
  number: number,
) {
  const about = [remedy, host && `on ${host}`].filter(Boolean).join(' ')
  const who = by ?? requestedBy
  const parts = [
    `${number}:${hash.slice(0, 16)}`,
    [event, outcome, who && `by ${who}`].filter(Boolean).join(' '),
    about,
    detail,
    reason && `Reason: ${reason}`,
  ]
  return parts.filter(Boolean).join(' · ')
}
