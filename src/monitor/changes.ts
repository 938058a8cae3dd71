import type { Alert, AlertCheck, AlertHost, AlertNote, Common, Done } from '../domain/alert.ts'
import { lengthOf, resolvedWords } from './words.ts'

/** Of a storm so many hosts are examined: what is common to them shows by then. */
const EXAMINED = 3
/** What shows something else after so long is examined again, but not without an end. */
const CHECK_AGAIN_MS = 10 * 60_000
const MOST_CHECKS = 10
const CHECKS_KEPT_MS = 86_400_000
const MOST_NOTES = 200

type NewHost = Omit<AlertHost, 'state'>
export type NewAlert = Pick<Alert, 'id' | 'severity' | 'source' | 'place' | 'reports'> & {
  hosts: NewHost[]
  common?: Common
}

/** An alert as it begins: its hosts are down, and the first of them are to be examined. */
export function opened({ hosts, ...given }: NewAlert, at: string): Alert {
  const alert: Alert = {
    ...given,
    version: 1,
    state: 'firing',
    hosts: hosts.map(asDown),
    openedAt: at,
    escalated: { steps: 0, at },
    notes: [],
    asked: [],
  }
  return examined(alert, hosts, EXAMINED, at)
}

/** More hosts join a storm. */
export function joined(alert: Alert, hosts: readonly NewHost[], at: string): Alert {
  const fresh = new Set(hosts.map(({ name }) => name))
  const others = alert.hosts.filter(({ name }) => !fresh.has(name))
  return examined(
    { ...alert, hosts: [...others, ...hosts.map(asDown)] },
    hosts,
    Math.max(0, EXAMINED - alert.asked.length),
    at,
  )
}

/** The same again, soon after: the same thread goes on, and is about those that are bad now. */
export function reopened(alert: Alert, hosts: readonly NewHost[], at: string): Alert {
  const { resolvedAt: _over, acknowledged: _taken, snoozed, ...before } = alert
  const isQuiet = snoozed !== undefined && snoozed.until > at
  const again: Alert = { ...before, hosts: hosts.map(asDown), state: 'firing', ...(isQuiet && { snoozed }) }
  const [first] = hosts
  const who = first && hosts.length === 1 ? `${first.name} is bad again: ${first.symptom}.` : ''
  const told = withNote({ ...again, escalated: { steps: 0, at } }, at, who || `${hosts.length} hosts are bad again.`)
  return examined(told, hosts, EXAMINED, at)
}

const asDown = (host: NewHost): AlertHost => ({ ...host, state: 'down' })

/** So many of these hosts are examined. */
const examined = (alert: Alert, hosts: readonly NewHost[], many: number, at: string): Alert =>
  hosts.slice(0, many).reduce((before, { name }) => withCheck(before, name, at), alert)

/** A host of a storm that had come back fails again: what mended it did not last. */
export function downAgain(alert: Alert, name: string, symptom: string, at: string): Alert {
  const hosts = alert.hosts.map((host): AlertHost => {
    if (host.name !== name) return host
    const { fixed: _before, ordered: _too, ...others } = host
    return { ...others, state: 'down', symptom, since: at }
  })
  return { ...alert, hosts }
}

/** The host shows something else than before: the message says so, and after a while it is worth another check. */
export function updated(alert: Alert, name: string, symptom: string, at: string): Alert | undefined {
  const host = alert.hosts.find((one) => one.name === name)
  if (!host || (host.symptom === symptom && alert.state === 'firing')) return undefined
  const after: Alert = { ...withHost(alert, name, { symptom, state: 'down' }), state: 'firing' }
  return isWorthAnotherCheck(alert, name, at) ? withCheck(after, name, at) : after
}

function isWorthAnotherCheck({ asked }: Alert, name: string, at: string): boolean {
  const last = asked.findLast(({ host }) => host === name)
  // Most hosts of a storm were never examined, and need not be.
  if (!last) return asked.length < EXAMINED
  return Date.parse(at) - Date.parse(last.at) >= CHECK_AGAIN_MS
}

/** Its hosts were taken off the watch: nobody will see them answer. */
export function abandoned(alert: Alert, at: string): Alert {
  const text = 'Nobody watches this any more: it was taken out of the configuration. The alert is closed.'
  return withNote({ ...alert, state: 'resolved', resolvedAt: at }, at, text)
}

export function flapping(alert: Alert, name: string, at: string): Alert | undefined {
  if (alert.state === 'flapping') return undefined
  const text = `${name} comes and goes. This thread stays open until it is calm; each turn is not told.`
  return withNote({ ...alert, state: 'flapping' }, at, text)
}

/** A host answers again. With the last of them the alert is over. */
export function recovered(alert: Alert, name: string, at: string): Alert | undefined {
  const host = alert.hosts.find((one) => one.name === name)
  if (!host || host.state === 'up' || alert.state === 'resolved') return undefined
  const after = withHost(alert, name, { state: 'up', since: at })
  if (after.hosts.some(({ state }) => state === 'down')) return after
  const over: Alert = { ...after, state: 'resolved', resolvedAt: at }
  return withNote(over, at, `${resolvedWords(over)} It lasted ${lengthOf(over)}.`)
}

/**
 * How a check of a host ended, whoever asked for it; one without an answer only when the alert waits for that very one. Of an
 * alert that is over only its own checks still count: they say why.
 */
export function withEnded(
  alert: Alert,
  name: string,
  check: AlertCheck,
  found?: AlertHost['found'],
): Alert | undefined {
  const host = alert.hosts.find((one) => one.name === name)
  const isOwn = alert.asked.some(({ runId }) => runId === check.runId)
  if (!host || (alert.state === 'resolved' && !isOwn)) return undefined
  if (NO_ANSWER.has(check.state) && (!isAwaited(host) || host.check?.runId !== check.runId)) return undefined
  return withHost(alert, name, { check, ...(found && { found }) })
}

const NO_ANSWER = new Set<AlertCheck['state']>(['failed', 'cancelled'])
export const isAwaited = ({ check }: Pick<AlertHost, 'check'>) =>
  check?.state === 'asked' || check?.state === 'unattended'

/** The alert's own checks that are awaited while nobody is there to do them, or while somebody is again. */
export function attended(alert: Alert, vantage: string, workers: number): Alert | undefined {
  const state = workers > 0 ? 'asked' : 'unattended'
  const isOther = (host: AlertHost) => host.vantage === vantage && isAwaited(host) && host.check?.state !== state
  if (alert.state === 'resolved' || !alert.hosts.some(isOther)) return undefined
  const hosts = alert.hosts.map((host) =>
    host.check && isOther(host) ? { ...host, check: { ...host.check, state } satisfies AlertCheck } : host,
  )
  return { ...alert, hosts }
}

/** A fix of a host is under way. */
export function withOrder(alert: Alert, name: string, ordered: Done & { remedy: string }): Alert | undefined {
  return alert.state === 'resolved' ? undefined : withHost(alert, name, { ordered })
}

/**
 * A fix of a host was verified; the alert ends when the watch has seen it, too. The watch may be faster than the proof: then
 * the alert is over, and learns now that it was the fix.
 */
export function withFix(alert: Alert, name: string, fixed: Done & { remedy: string }): Alert | undefined {
  const ordered = alert.hosts.find((one) => one.name === name)?.ordered
  const isLate = alert.state === 'resolved'
  return isLate && ordered?.remedy !== fixed.remedy ? undefined : withHost(alert, name, { fixed })
}

/** A verified fix was taken back: the host is as it was before. */
export function withoutFix(alert: Alert, name: string): Alert | undefined {
  if (alert.state === 'resolved') return undefined
  const hosts = alert.hosts.map((host) => {
    const { fixed: _undone, ordered: _too, ...before } = host
    return host.name === name ? before : host
  })
  return { ...alert, hosts }
}

const withHost = (alert: Alert, name: string, change: Partial<AlertHost>): Alert => ({
  ...alert,
  hosts: alert.hosts.map((host) => (host.name === name ? { ...host, ...change } : host)),
})

/**
 * Notes that a full check of a host is wanted; its id follows from the alert, so that it is asked for once. An alert that
 * begins again and again for days asks for no more than so many a day.
 */
function withCheck(alert: Alert, name: string, at: string): Alert {
  const host = alert.hosts.find((one) => one.name === name)
  const asked = alert.asked.filter((one) => isFreshAt(one, Date.parse(at)))
  if (!host || asked.length >= MOST_CHECKS) return alert
  const number = Number(alert.asked.at(-1)?.runId.split('.').at(-1) ?? 0) + 1
  const runId = `${alert.id}.${number}`
  const asking = withHost(alert, name, { check: { runId, state: 'asked' } })
  return { ...asking, asked: [...asked, { runId, host: name, vantage: host.vantage, at }] }
}

/** What was to be checked a day ago is not checked now: the queue has forgotten whether it was. */
export const isFreshAt = ({ at }: Alert['asked'][number], nowMs: number): boolean =>
  nowMs - Date.parse(at) < CHECKS_KEPT_MS

/** Something for the thread. The same words of the same moment are one note, however often they are said. */
export function withNote(alert: Alert, at: string, text: string, mention?: AlertNote['mention']): Alert {
  const id = `${at} ${text}`
  if (alert.notes.some((note) => note.id === id)) return alert
  // What is further back was told long ago.
  return { ...alert, notes: [...alert.notes, { id, text, ...(mention && { mention }) }].slice(-MOST_NOTES) }
}
