import { createHash } from 'node:crypto'
import type { Redis } from 'ioredis'
import type { Outcome } from '../domain/message.ts'
import { PREFIX } from './redis-client.ts'

/** What was done to a host, or refused, at whose word. */
export interface AuditEvent {
  orderId: string
  runId: string
  host: string
  vantage: string
  remedy: string
  args: Record<string, string>
  direction: 'do' | 'undo'
  requestedBy: string
  approvedBy: string[]
  /** The command lines as they were run; '' when none was. */
  command: string
  outcome: Outcome
  detail: string
  at: string
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
  if redis.call('SISMEMBER', KEYS[3], ARGV[5]) == 1 then return 2 end
  if (redis.call('GET', KEYS[2]) or ARGV[3]) ~= ARGV[1] then return 0 end
  redis.call('RPUSH', KEYS[1], ARGV[2])
  redis.call('SET', KEYS[2], ARGV[4])
  redis.call('SADD', KEYS[3], ARGV[5])
  return 1`

/** Appends to the audit log, which nothing in this product ever shortens. An event with a key that was used is there already. */
export async function appendAudit(redis: Redis, key: string, event: AuditEvent): Promise<void> {
  for (;;) {
    const previous = (await redis.get(TAIL)) ?? START
    const hash = hashOf(event, previous)
    const entry: AuditEntry = { ...event, previous, hash }
    const appended = await redis.eval(APPEND, 3, LIST, TAIL, KEYS, previous, JSON.stringify(entry), START, hash, key)
    if (appended !== 0) return // Otherwise another worker was faster: chain to its entry.
  }
}

export async function readAudit(redis: Redis): Promise<AuditEntry[]> {
  return (await redis.lrange(LIST, 0, -1)).map((text) => JSON.parse(text) as AuditEntry)
}

/** Where the chain first breaks (index of the entry), or undefined when it is whole. Pure. */
export function brokenAt(entries: readonly AuditEntry[]): number | undefined {
  const index = entries.findIndex(({ previous, hash, ...event }, i) => {
    const expected = entries[i - 1]?.hash ?? START
    return previous !== expected || hash !== hashOf(event, previous)
  })
  return index === -1 ? undefined : index
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
