import type { Redis } from 'ioredis'
import type { Alert } from '../domain/alert.ts'
import { GATHERING } from './gathering.ts'
import { KEEP_S, PREFIX } from './redis-client.ts'

/*
 * One open alert for a host at most: `open` maps each host to its alert, in the same script that writes the alert. Whoever
 * changes an alert leaves its id in `untold`, in the same script too: so that what was changed is told, whoever dies. And
 * hosts that an alert takes in were gathered before: the same script takes them off, so that a host which came back
 * meanwhile, or which another keeper took, gets no alert.
 */
const OPEN = `${PREFIX}:alerts:open`
const UNTOLD = `${PREFIX}:alerts:untold`
const BY_TIME = `${PREFIX}:alerts:by-time`
const keyOf = (id: string) => `${PREFIX}:alert:${id}`
const lastOf = (subject: string) => `${PREFIX}:alert-last:${subject}`

/** A quarter, from its end on: for digests. An open alert is kept until it ends. */
export const ALERT_KEPT_S = 92 * 86_400

const names = (first: number) => `
  local hosts = {}
  for index = ${first}, ${first} + tonumber(ARGV[${first - 1}]) - 1 do hosts[#hosts + 1] = ARGV[index] end
  local taken = {}
  for index = ${first} + #hosts, #ARGV do taken[#taken + 1] = ARGV[index] end
  local function isGathered()
    for _, host in ipairs(taken) do if redis.call('HEXISTS', KEYS[4], host) == 0 then return false end end
    return true
  end
  local function isFree()
    for _, host in ipairs(hosts) do
      local other = redis.call('HGET', KEYS[2], host)
      if other and other ~= ARGV[1] and redis.call('EXISTS', '${keyOf('')}' .. other) == 1 then return false end
    end
    return true
  end`

/** Opens an alert, unless one of its hosts has another one, or is gathered no more. */
const OPEN_IT = `${names(6)}
  if not isFree() or not isGathered() then return 0 end
  redis.call('SET', KEYS[1], ARGV[2])
  for _, host in ipairs(hosts) do
    redis.call('HSET', KEYS[2], host, ARGV[1])
    redis.call('HDEL', KEYS[4], host)
  end
  for index = 6, #KEYS do redis.call('SET', KEYS[index], ARGV[1], 'EX', ${KEEP_S}) end
  redis.call('SADD', KEYS[3], ARGV[1])
  redis.call('ZADD', KEYS[5], ARGV[3], ARGV[1])
  redis.call('ZREMRANGEBYSCORE', KEYS[5], '-inf', ARGV[4])
  return 1`

/** Replaces an alert unless it was changed in between (0); not when its hosts are not its own (-1). */
const CHANGE = `${names(6)}
  if redis.call('GET', KEYS[1]) ~= ARGV[2] then return 0 end
  if ARGV[4] == 'open' and not isFree() or not isGathered() then return -1 end
  if ARGV[4] == 'open' then redis.call('SET', KEYS[1], ARGV[3])
  else redis.call('SET', KEYS[1], ARGV[3], 'EX', ${ALERT_KEPT_S}) end
  for _, host in ipairs(hosts) do
    if ARGV[4] == 'open' then redis.call('HSET', KEYS[2], host, ARGV[1])
    elseif redis.call('HGET', KEYS[2], host) == ARGV[1] then redis.call('HDEL', KEYS[2], host) end
  end
  for _, host in ipairs(taken) do redis.call('HDEL', KEYS[4], host) end
  for index = 5, #KEYS do redis.call('SET', KEYS[index], ARGV[1], 'EX', ${KEEP_S}) end
  redis.call('SADD', KEYS[3], ARGV[1])
  return 1`

/** Takes an alert off the list of the untold, unless it was changed since it was read. */
const TOLD = `
  if redis.call('GET', KEYS[1]) ~= ARGV[2] and redis.call('EXISTS', KEYS[1]) == 1 then return 0 end
  return redis.call('SREM', KEYS[2], ARGV[1])`

const namesOf = ({ hosts }: Alert) => hosts.map(({ name }) => name)

/** What a storm is about, where one asks for the last alert of something. */
const subjectOf = ({ kind, value }: NonNullable<Alert['common']>) => `${kind}=${value}`
const subjectsOf = (alert: Alert) => [...namesOf(alert), ...(alert.common ? [subjectOf(alert.common)] : [])]

/** Opens an alert for hosts that are gathered. Returns whether it is open: else a host of it came back, or has one already. */
export async function openAlert(redis: Redis, alert: Alert): Promise<boolean> {
  const openedMs = Date.parse(alert.openedAt)
  const hosts = namesOf(alert)
  const lasts = subjectsOf(alert).map(lastOf)
  const keys = [keyOf(alert.id), OPEN, UNTOLD, GATHERING, BY_TIME, ...lasts]
  const forgottenMs = openedMs - ALERT_KEPT_S * 1_000
  const args = [alert.id, JSON.stringify(alert), openedMs, forgottenMs, hosts.length, ...hosts, ...hosts]
  return (await redis.eval(OPEN_IT, keys.length, ...keys, ...args)) === 1
}

/**
 * Changes an alert by a pure function of what it is now, again when somebody was faster; undefined from it changes nothing.
 * `taking` are the gathered hosts that it takes in. Returns the alert as it is then; undefined when nothing was changed: there
 * is none, it is as it should be, a host of it has another alert by now, or one that it takes in came back.
 */
export async function changeAlert(
  redis: Redis,
  id: string,
  change: (alert: Alert) => Alert | undefined,
  taking: readonly string[] = [],
): Promise<Alert | undefined> {
  const keys = [keyOf(id), OPEN, UNTOLD, GATHERING, ...taking.map(lastOf)]
  for (;;) {
    const text = await redis.get(keyOf(id))
    if (text === null) return undefined
    const before = JSON.parse(text) as Alert
    const changed = change(before)
    if (!changed || changed === before) return undefined
    const after: Alert = { ...changed, version: before.version + 1 }
    const written = await redis.eval(CHANGE, keys.length, ...keys, ...argsOf(text, after, taking))
    if (written === 1) return after
    if (written !== 0) return undefined
  }
}

function argsOf(before: string, after: Alert, taking: readonly string[]): (string | number)[] {
  const hosts = namesOf(after)
  const state = after.state === 'resolved' ? 'resolved' : 'open'
  return [after.id, before, JSON.stringify(after), state, hosts.length, ...hosts, ...taking]
}

export async function readAlert(redis: Redis, id: string): Promise<Alert | undefined> {
  const [alert] = await readAll(redis, [id])
  return alert
}

/** The alert that is open for a host. */
export async function openAlertOf(redis: Redis, host: string): Promise<Alert | undefined> {
  const id = (await openAlertIds(redis, [host])).get(host)
  return id === undefined ? undefined : readAlert(redis, id)
}

/** The ids of the alerts that are open for these hosts, by host. */
export async function openAlertIds(redis: Redis, hosts: readonly string[]): Promise<Map<string, string>> {
  const ids = hosts.length === 0 ? [] : await redis.hmget(OPEN, ...hosts)
  return new Map(hosts.flatMap((host, index) => (ids[index] ? [[host, ids[index]] as const] : [])))
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

/** The alert that a host, or hosts with something in common, had last: for as long as it may be opened again. */
export const lastAlertOf = (redis: Redis, about: string | NonNullable<Alert['common']>): Promise<string | null> =>
  redis.get(lastOf(typeof about === 'string' ? about : subjectOf(about)))

/** The ids of alerts that were changed since their thread was told. */
export const untoldAlerts = (redis: Redis): Promise<string[]> => redis.smembers(UNTOLD)

/** Notes that the thread of an alert was told of it as it is here. */
export const alertTold = async (redis: Redis, alert: Alert): Promise<void> =>
  void (await redis.eval(TOLD, 2, keyOf(alert.id), UNTOLD, alert.id, JSON.stringify(alert)))
