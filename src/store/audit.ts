import { createHash } from 'node:crypto'
import type { Redis } from 'ioredis'
import type { Outcome, Ran } from '../domain/message.ts'
import { PREFIX } from './redis-client.ts'

/** What happened. Entries without it are from before there was more than one: they are results of orders. */
type AuditKind =
  | 'asked'
  | 'approved'
  | 'denied'
  | 'voided'
  | 'ordered'
  | 'broke-glass'
  | 'result'
  | 'refused'
  | 'paused'
  | 'resumed'

/** What was asked of a host, granted, done or refused, at whose word. */
export interface AuditEvent {
  event?: AuditKind
  at: string
  /** Whose doing it was: a Slack user id, or a login at a terminal. */
  by?: string
  detail: string
  orderId?: string
  requestId?: string
  runId?: string
  channel?: string
  host?: string
  vantage?: string
  remedy?: string
  args?: Record<string, string>
  direction?: 'do' | 'undo'
  reason?: string
  requestedBy?: string
  approvedBy?: string[]
  /** The command lines as they were run; '' when none was. */
  command?: string
  /** Each command that was run: how it ended, and the digest of what it printed. */
  ran?: Ran[]
  outcome?: Outcome
}

/** An event in the chain: its hash covers itself and, through `previous`, everything before it. */
export interface AuditEntry extends AuditEvent {
  previous: string
  hash: string
}

const LIST = `${PREFIX}:audit`
const TAIL = `${PREFIX}:audit:tail`
const KEYS = `${PREFIX}:audit:keys`
const START = '0'.repeat(64)

const APPEND = `
  if redis.call('SISMEMBER', KEYS[3], ARGV[5]) == 1 then return -1 end
  if (redis.call('GET', KEYS[2]) or ARGV[3]) ~= ARGV[1] then return 0 end
  local number = redis.call('RPUSH', KEYS[1], ARGV[2])
  redis.call('SET', KEYS[2], ARGV[4])
  redis.call('SADD', KEYS[3], ARGV[5])
  return number`

/** An entry as it can be noted elsewhere: whoever has it can tell later whether the log still holds it. */
export interface Anchor {
  /** Counted from 1. */
  entry: number
  hash: string
}

/**
 * Appends to the audit log, which nothing in this product ever shortens. An event with a key that was used is there
 * already; then there is no new anchor.
 */
export async function appendAudit(redis: Redis, key: string, given: AuditEvent): Promise<Anchor | undefined> {
  const event = JSON.parse(JSON.stringify(given)) as AuditEvent // As it will be read again: without undefined fields.
  for (;;) {
    const previous = (await redis.get(TAIL)) ?? START
    const hash = hashOf(event, previous)
    const entry: AuditEntry = { ...event, previous, hash }
    const appended = Number(
      await redis.eval(APPEND, 3, LIST, TAIL, KEYS, previous, JSON.stringify(entry), START, hash, key),
    )
    if (appended !== 0) return appended < 0 ? undefined : { entry: appended, hash }
    // Otherwise another worker was faster: chain to its entry.
  }
}

/** The entries from the given one on (counted from 0). */
export async function readAudit(redis: Redis, from = 0, to = -1): Promise<AuditEntry[]> {
  return (await redis.lrange(LIST, from, to)).map(parsed)
}

/** The hash that was appended last, as Redis remembers it apart from the entries. */
export const readAuditTail = (redis: Redis): Promise<string | null> => redis.get(TAIL)

/** What is no entry breaks the chain like an entry that was changed. */
const NO_ENTRY: AuditEntry = { at: '', detail: 'no entry', previous: '', hash: '' }

function parsed(text: string): AuditEntry {
  try {
    const entry: unknown = JSON.parse(text)
    return isEntry(entry) ? entry : NO_ENTRY
  } catch {
    return NO_ENTRY
  }
}

const isEntry = (one: unknown): one is AuditEntry =>
  typeof one === 'object' && one !== null && 'hash' in one && typeof one.hash === 'string'

/** Where the chain first breaks (index of the entry), or undefined when it is whole. Pure. */
export function brokenAt(entries: readonly AuditEntry[]): number | undefined {
  const index = entries.findIndex(({ previous, hash, ...event }, i) => {
    const expected = entries[i - 1]?.hash ?? START
    return previous !== expected || hash !== hashOf(event, previous)
  })
  return index === -1 ? undefined : index
}

/** An entry as somebody noted it; the hash may be cut short. */
export interface Noted {
  /** Counted from 1. */
  entry: number
  hash: string
}

/** What is wrong with the log, or undefined when nothing is. Pure. */
export function complaintAbout(
  entries: readonly AuditEntry[],
  tail: string | null,
  anchors: readonly Noted[],
): string | undefined {
  const broken = brokenAt(entries)
  if (broken !== undefined)
    return `entry ${broken + 1} of ${entries.length} (${entries[broken]?.at ?? ''}) was changed, or one before it was taken out`
  if ((entries.at(-1)?.hash ?? null) !== tail)
    return `the log ends after entry ${entries.length}, and Redis remembers another last one: entries were taken off its end`
  const lost = anchors.find(({ entry, hash }) => !entries[entry - 1]?.hash.startsWith(hash))
  if (lost === undefined) return undefined
  return entries.length < lost.entry
    ? `entry ${lost.entry} is gone: the log has only ${entries.length}`
    : `entry ${lost.entry} is another one than was noted: the log was written anew`
}

function hashOf(event: AuditEvent, previous: string): string {
  return createHash('sha256')
    .update(previous)
    .update(JSON.stringify(sorted(event)))
    .digest('hex')
}

/** The event with its keys in one order, so that the hash does not depend on how it was put together. */
function sorted(value: object): [string, unknown][] {
  return Object.entries(value)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, one]) => [key, one !== null && typeof one === 'object' && !Array.isArray(one) ? sorted(one) : one])
}
