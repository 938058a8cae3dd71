import type { Redis } from 'ioredis'
import type { Alert } from '../domain/alert.ts'
import { KEEP_S, PREFIX } from './redis-client.ts'

/*
 * One open alert for a host at most: `open` maps each host to its alert, in the same script that writes the alert. Whoever
 * changes an alert leaves its id in `untold`, in the same script too: so that what was changed is told, whoever dies.
 */
const OPEN = `${PREFIX}:alerts:open`
const UNTOLD = `${PREFIX}:alerts:untold`
const BY_TIME = `${PREFIX}:alerts:by-time`
const keyOf = (id: string) => `${PREFIX}:alert:${id}`
const lastOf = (host: string) => `${PREFIX}:alert-last:${host}`

/** A quarter: for digests. */
const REMEMBERED_S = 92 * 86_400

/** Opens an alert for those of its hosts that have none; a host with one keeps it. Says which host has another already. */
const OPEN_IT = `
  if redis.call('EXISTS', KEYS[1]) == 1 then return '' end
  for index = 6, #ARGV do
    if redis.call('HEXISTS', KEYS[2], ARGV[index]) == 1 then return ARGV[index] end
  end
  redis.call('SET', KEYS[1], ARGV[2])
  for index = 6, #ARGV do redis.call('HSET', KEYS[2], ARGV[index], ARGV[1]) end
  redis.call('SADD', KEYS[3], ARGV[1])
  redis.call('ZADD', KEYS[4], ARGV[3], ARGV[1])
  redis.call('ZREMRANGEBYSCORE', KEYS[4], '-inf', ARGV[4])
  redis.call('EXPIRE', KEYS[1], ARGV[5])
  return ''`

/** Replaces an alert unless it was changed in between; the hosts of one that is not resolved are its own. */
const CHANGE = `
  if redis.call('GET', KEYS[1]) ~= ARGV[2] then return 0 end
  if ARGV[4] == 'open' then
    for index = 6, #ARGV do
      local other = redis.call('HGET', KEYS[2], ARGV[index])
      if other and other ~= ARGV[1] then return ARGV[index] end
    end
  end
  redis.call('SET', KEYS[1], ARGV[3], 'EX', ARGV[5])
  for index = 6, #ARGV do
    if ARGV[4] == 'open' then redis.call('HSET', KEYS[2], ARGV[index], ARGV[1])
    elseif redis.call('HGET', KEYS[2], ARGV[index]) == ARGV[1] then redis.call('HDEL', KEYS[2], ARGV[index]) end
  end
  redis.call('SADD', KEYS[3], ARGV[1])
  return 1`

/** Takes an alert off the list of the untold, unless it was changed since it was read. */
const TOLD = `
  if redis.call('GET', KEYS[1]) ~= ARGV[2] and redis.call('EXISTS', KEYS[1]) == 1 then return 0 end
  return redis.call('SREM', KEYS[2], ARGV[1])`

const namesOf = ({ hosts }: Alert) => hosts.map(({ name }) => name)

/** Opens an alert. Returns the name of a host that has another one; undefined when it is open. */
export async function openAlert(redis: Redis, alert: Alert): Promise<string | undefined> {
  const openedMs = Date.parse(alert.openedAt)
  const names = namesOf(alert)
  const result = await redis.eval(
    OPEN_IT,
    4,
    ...[keyOf(alert.id), OPEN, UNTOLD, BY_TIME],
    ...[alert.id, JSON.stringify(alert), openedMs, openedMs - REMEMBERED_S * 1_000, REMEMBERED_S, ...names],
  )
  return result === '' ? undefined : String(result)
}

/**
 * Changes an alert by a pure function of what it is now, again when somebody was faster; undefined from it changes nothing.
 * Returns the alert as it is then; undefined when there is none, or when a host of it has another alert by now.
 */
export async function changeAlert(
  redis: Redis,
  id: string,
  change: (alert: Alert) => Alert | undefined,
): Promise<Alert | undefined> {
  for (;;) {
    const text = await redis.get(keyOf(id))
    if (text === null) return undefined
    const before = JSON.parse(text) as Alert
    const changed = change(before)
    if (!changed) return before
    const after: Alert = { ...changed, version: before.version + 1 }
    const state = after.state === 'resolved' ? 'resolved' : 'open'
    const written = await redis.eval(
      CHANGE,
      3,
      ...[keyOf(id), OPEN, UNTOLD],
      ...[id, text, JSON.stringify(after), state, REMEMBERED_S, ...namesOf(after)],
    )
    if (written === 1) return after
    if (written !== 0) return undefined
  }
}

export async function readAlert(redis: Redis, id: string): Promise<Alert | undefined> {
  const text = await redis.get(keyOf(id))
  return text === null ? undefined : (JSON.parse(text) as Alert)
}

/** The alert that is open for a host. */
export async function openAlertOf(redis: Redis, host: string): Promise<Alert | undefined> {
  const id = await redis.hget(OPEN, host)
  return id === null ? undefined : readAlert(redis, id)
}

/** All alerts that are open. */
export async function openAlerts(redis: Redis): Promise<Alert[]> {
  const ids = [...new Set(await redis.hvals(OPEN))]
  return readAll(redis, ids)
}

/** For each of these hosts the alert that is open, or else the last that it had. */
export async function lastAlertsOf(redis: Redis, hosts: readonly string[]): Promise<Map<string, Alert>> {
  if (hosts.length === 0) return new Map()
  const [open, last] = await Promise.all([redis.hmget(OPEN, ...hosts), redis.mget(...hosts.map(lastOf))])
  const ids = hosts.map((_, index) => open[index] ?? last[index])
  const alerts = new Map(
    (await readAll(redis, [...new Set(ids.flatMap((id) => id ?? []))])).map((one) => [one.id, one]),
  )
  return new Map(
    hosts.flatMap((host, index) => {
      const alert = alerts.get(ids[index] ?? '')
      return alert ? [[host, alert] as const] : []
    }),
  )
}

/** The alerts that were opened since then (ms), oldest first. */
export async function alertsSince(redis: Redis, sinceMs: number): Promise<Alert[]> {
  return readAll(redis, await redis.zrangebyscore(BY_TIME, sinceMs, '+inf'))
}

async function readAll(redis: Redis, ids: readonly string[]): Promise<Alert[]> {
  const texts = ids.length === 0 ? [] : await redis.mget(...ids.map(keyOf))
  return texts.flatMap((text) => (text === null ? [] : [JSON.parse(text) as Alert]))
}

/** The alert that a host had last, for as long as it may be opened again. */
export const noteLastAlert = async (redis: Redis, host: string, id: string): Promise<void> =>
  void (await redis.set(lastOf(host), id, 'EX', KEEP_S))
export const lastAlertOf = (redis: Redis, host: string): Promise<string | null> => redis.get(lastOf(host))

/** The ids of alerts that were changed since their thread was told. */
export const untoldAlerts = (redis: Redis): Promise<string[]> => redis.smembers(UNTOLD)

/** Notes that the thread of an alert was told of it as it is here. */
export const alertTold = async (redis: Redis, alert: Alert): Promise<void> =>
  void (await redis.eval(TOLD, 2, keyOf(alert.id), UNTOLD, alert.id, JSON.stringify(alert)))
