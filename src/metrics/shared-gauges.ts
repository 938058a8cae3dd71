import type { Job, Queue } from 'bullmq'
import type { Redis } from 'ioredis'
import { Gauge, type Registry } from 'prom-client'
import type { Host } from '../config/schema.ts'
import { vantagesOf } from '../config/vantages.ts'
import type { Watch } from '../config/watch.ts'
import type { Alert } from '../domain/alert.ts'
import { TICK_MS, watchlist } from '../monitor/watchlist.ts'
import { actionQueue, checkQueue, OUTBOX, openQueue } from '../queue/queues.ts'
import { openAlerts } from '../store/alerts.ts'
import { whenReady } from '../store/redis-client.ts'
import { standingsOf } from '../store/standings.ts'
import { readSwitch, saidBy } from '../store/switch.ts'
import type { SweepNote } from '../store/watched.ts'
import { countWorkers } from '../store/workers.ts'
import { knownCause } from './meters.ts'
import { laterOf, sweptVantage } from './watched-standings.ts'

const STATES = ['waiting', 'active', 'delayed', 'failed'] as const
/** Of each state so many are looked at to find the one that waits longest. */
const LOOKED_AT = 50
/** So many hosts are told one by one, and no more. */
const MOST_HOSTS = 20_000
const READY_MS = 1_000
const LOOK_MS = 2_500

export interface Shared {
  /** One that fails fast: whoever asks for metrics waits. */
  redis: Redis
  hosts: readonly Host[]
  /** Of hosts that name none. */
  vantage: string
  watch?: Watch | undefined
}

/**
 * What bot and workers share, read from Redis when Prometheus asks: only the bot tells it, so that nothing is counted twice.
 * While Redis is away there are no such samples, and `ssh_medic_redis_up` is 0.
 */
export function sharedGauges(register: Registry, shared: Shared): { close(): Promise<void> } {
  const { redis, vantage } = shared
  const hosts = shared.hosts.slice(0, MOST_HOSTS)
  const byVantage = new Map(
    vantagesOf({ config: { vantage }, hosts }).map((one) => [one.vantage, new Set(one.hosts)] as const),
  )
  const watched = watchlist(shared.watch, hosts, vantage)
  const open = new Map<string, Queue>()
  const queueOf = (name: string) => {
    const queue = open.get(name) ?? openQueue(name, redis)
    open.set(name, queue)
    return queue
  }
  const namesAt = (one: string) => watched.flatMap(({ host, vantage: from }) => (from === one ? [host.name] : []))
  const look = sharedWhileUnderWay(async () => {
    for (const gauge of Object.values(gauges)) gauge.reset()
    await whenReady(redis, READY_MS)
    await redis.ping()
    const names = [...byVantage.keys()].flatMap((one) => [checkQueue(one), actionQueue(one)])
    await Promise.all([
      ...[OUTBOX, ...names].map((name) => countJobs(queueOf(name), gauges)),
      ...[...byVantage].map(([one, known]) => tellVantage(redis, one, { known, watched: namesAt(one) }, gauges)),
      tellOldest(queueOf(OUTBOX), gauges),
      tellSwitch(redis, gauges),
      tellAlerts(redis, gauges),
    ])
    gauges.redisUp.set(1)
  })
  const gauges = gaugesOn(register, () => look().catch(() => {}))
  return { close: async () => void (await Promise.all([...open.values()].map((queue) => queue.close()))) }
}

type Gauges = ReturnType<typeof gaugesOn>

/** Each is filled by the same look; whichever is asked first begins it. */
function gaugesOn(register: Registry, collect: () => Promise<void>) {
  const gauge = <L extends string>(name: string, help: string, labelNames: L[] = []) =>
    new Gauge({ name: `ssh_medic_${name}`, help, labelNames, registers: [register], collect })
  return {
    redisUp: gauge('redis_up', '1 while the bot reaches the Redis that it shares with the workers.'),
    jobs: gauge('queue_jobs', 'Jobs in a queue, by state.', ['queue', 'state']),
    workers: gauge('workers', 'Workers that serve a vantage right now.', ['vantage']),
    up: gauge('host_up', '1 when SSH of the host greeted the vantage at the last look, else 0.', ['host', 'vantage']),
    lookedAt: gauge('host_last_look_timestamp_seconds', 'When a host was last looked at.', ['host', 'vantage']),
    cause: gauge('host_cause', 'Always 1: the cause that the last look at the host found.', [
      'host',
      'vantage',
      'cause',
    ]),
    alerts: gauge('alerts', 'Alerts that are open, by how they stand.', ['state', 'severity']),
    sweepBehind: gauge('sweep_behind_seconds', 'By how much the sweep of the watched hosts is late.', ['vantage']),
    sweepBlind: gauge('sweep_blind', '1 while a vantage itself is blind: its hosts are unknown then.', ['vantage']),
    oldest: gauge('slack_oldest_undelivered_seconds', 'Age of the oldest word that waits for Slack; 0 when none does.'),
    paused: gauge('changes_paused', '1 while every change of every host is paused.'),
  }
}

async function countJobs(queue: Queue, { jobs }: Gauges): Promise<void> {
  const counts = await queue.getJobCounts(...STATES)
  for (const state of STATES) jobs.set({ queue: queue.name, state }, counts[state] ?? 0)
}

async function tellVantage(
  redis: Redis,
  vantage: string,
  { known, watched }: { known: ReadonlySet<string>; watched: readonly string[] },
  gauges: Gauges,
): Promise<void> {
  const [workers, checked, swept] = await Promise.all([
    countWorkers(redis, vantage),
    standingsOf(redis, vantage),
    sweptVantage(redis, vantage, watched),
  ])
  gauges.workers.set({ vantage }, workers)
  if (swept) tellSweep(vantage, swept.note, gauges)
  // Only of hosts that are known: whoever writes to Redis shall not make series.
  for (const host of known) {
    const standing = laterOf(checked.get(host), swept?.standings.get(host))
    if (!standing) continue
    const { up, at, cause } = standing
    gauges.up.set({ host, vantage }, up ? 1 : 0)
    gauges.lookedAt.set({ host, vantage }, Date.parse(at) / 1_000)
    if (cause !== undefined) gauges.cause.set({ host, vantage, cause: knownCause(cause) }, 1)
  }
}

function tellSweep(vantage: string, { lagMs, at, blind }: SweepNote, { sweepBehind, sweepBlind }: Gauges): void {
  const sinceMs = Math.max(0, Date.now() - at)
  sweepBehind.set({ vantage }, Math.max(lagMs, sinceMs > TICK_MS ? sinceMs - TICK_MS : 0, 0) / 1_000)
  sweepBlind.set({ vantage }, blind === undefined ? 0 : 1)
}

/** A word that was put off keeps the time at which it was put into the outbox. */
async function tellOldest(outbox: Queue, { oldest }: Gauges): Promise<void> {
  const jobs = (await outbox.getJobs(['waiting', 'active', 'delayed'], 0, LOOKED_AT - 1, true)) as (Job | undefined)[]
  const times = jobs.flatMap((job) => (job?.name === 'deliver' ? [job.timestamp] : []))
  oldest.set(times.length === 0 ? 0 : Math.max(0, Date.now() - Math.min(...times)) / 1_000)
}

async function tellSwitch(redis: Redis, { paused }: Gauges): Promise<void> {
  const { record } = await readSwitch(redis)
  paused.set(record && saidBy(record)?.paused ? 1 : 0)
}

const ALERT_STATES = ['firing', 'flapping', 'acknowledged', 'snoozed'] as const
const SEVERITIES = ['critical', 'warning', 'info'] as const

async function tellAlerts(redis: Redis, { alerts }: Gauges): Promise<void> {
  const open = await openAlerts(redis)
  for (const state of ALERT_STATES) for (const severity of SEVERITIES) alerts.set({ state, severity }, 0)
  for (const alert of open) alerts.inc({ state: standOf(alert, Date.now()), severity: alert.severity })
}

/** What counts most for whoever is on call comes first. */
function standOf({ state, snoozed, acknowledged }: Alert, nowMs: number): (typeof ALERT_STATES)[number] {
  if (snoozed && Date.parse(snoozed.until) > nowMs) return 'snoozed'
  if (acknowledged) return 'acknowledged'
  return state === 'flapping' ? 'flapping' : 'firing'
}

/** Whoever asks while it is under way gets the same answer; nobody waits for one that hangs. */
function sharedWhileUnderWay(work: () => Promise<void>): () => Promise<void> {
  let underWay: Promise<void> | undefined
  return () => {
    underWay ??= Promise.race([work(), rejectedAfter(LOOK_MS)]).finally(() => {
      underWay = undefined
    })
    return underWay
  }
}

const rejectedAfter = (ms: number): Promise<never> =>
  new Promise((_, reject) => {
    setTimeout(() => reject(new Error(`no answer within ${ms} ms`)), ms).unref()
  })
