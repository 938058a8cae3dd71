import type { Redis } from 'ioredis'
import type { DigestSettings } from '../config/outward.ts'
import type { Host } from '../config/schema.ts'
import { type Digest, digestOf, type PastCheck, type Remembered } from '../monitor/digest.ts'
import { lastDue, WEEK_MS } from '../monitor/digest-due.ts'
import { digestLines, digestTitle } from '../monitor/digest-words.ts'
import { seenBy } from '../monitor/seen-by.ts'
import { alertsSince } from '../store/alerts.ts'
import { auditSince } from '../store/audit.ts'
import { digestedUntil, noteDigested } from '../store/digested.ts'
import { historyOf } from '../store/history.ts'
import type { Outbox } from './outbox.ts'

const AT_ONCE = 100
/** Alerts that began long before the week may have ended in it. */
const LOOK_BACK_MS = 13 * WEEK_MS

export interface Digesting {
  redis: Redis
  outbox: Pick<Outbox, 'open' | 'wake'>
  hosts: readonly Pick<Host, 'name'>[]
  settings: DigestSettings
  now: () => number
}

/** Sums up what happened to these hosts from one moment until another (ms), from what Redis remembers. */
export async function sumUp(
  { redis, hosts }: Pick<Digesting, 'redis' | 'hosts'>,
  fromMs: number,
  toMs: number,
): Promise<Digest> {
  const [checks, alerts, entries] = await Promise.all([
    checksOf(redis, hosts),
    alertsSince(redis, fromMs - LOOK_BACK_MS),
    auditSince(redis, fromMs),
  ])
  const names = new Set(hosts.map(({ name }) => name))
  const isKnown = (host: string) => names.has(host)
  const fixes = entries.flatMap(({ event = 'result', at, host = '', remedy, direction, outcome }) =>
    isKnown(host) && event === 'result' && direction === 'do' && remedy !== undefined && outcome !== undefined
      ? [{ at, remedy, verified: outcome === 'verified' }]
      : [],
  )
  const own = alerts.flatMap((alert) => seenBy(alert, isKnown) ?? [])
  return digestOf({ checks, alerts: own, fixes } satisfies Remembered, fromMs, toMs)
}

async function checksOf(redis: Redis, hosts: readonly Pick<Host, 'name'>[]): Promise<PastCheck[]> {
  const found: PastCheck[] = []
  for (let index = 0; index < hosts.length; index += AT_ONCE) {
    const some = hosts.slice(index, index + AT_ONCE)
    const histories = await Promise.all(some.map(({ name }) => historyOf(redis, name)))
    found.push(...histories.flatMap((runs, at) => runs.map((run) => ({ ...run, host: some[at]?.name ?? '' }))))
  }
  return found
}

/**
 * Posts the digest that is due, once: whoever was ended in between, or does it a second time, changes nothing. What was due
 * while no bot was running is posted when one is. The first digest is the one after the first start.
 */
export async function postDue({ redis, outbox, hosts, settings, now }: Digesting): Promise<void> {
  const dueMs = lastDue(settings, now())
  if (dueMs <= (await digestedUntil(redis, settings.channel, now()))) return
  const digest = await sumUp({ redis, hosts }, dueMs - WEEK_MS, dueMs)
  const thread = `digest-${settings.channel}-${dueMs}`
  await outbox.open(
    thread,
    { channel: settings.channel },
    { state: 'log', title: digestTitle(digest), lines: digestLines(digest) },
  )
  await outbox.wake(thread)
  await noteDigested(redis, settings.channel, dueMs)
}
