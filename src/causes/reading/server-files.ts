import type { Proof } from '../../domain/diagnosis.ts'
import type { ServerFile } from '../../domain/inside/server.ts'
import type { Answered } from '../../domain/observation.ts'
import { ownElsewhere, reachableOn } from './listening.ts'
import { quoteLines, quoteProbe } from './quote.ts'
import { quoteLast } from './unit-history.ts'
import { quoteUnit, serviceOf } from './units.ts'

/** What sshd needs for a start hides that it did not start, and that systemd then gave up. */
export const FAILED_STARTS = ['sshd-stopped', 'sshd-start-limit-hit', 'socket-unit-failed'] as const

/**
 * What a new connection meets: an sshd that runs, a start of sshd (by a socket, a person or systemd's next try), or something that
 * is no matter of ours. `unknown` where the login may not see whose the listeners are.
 */
export function metBy(
  listeners: Answered<'listeners'>,
  units: Answered<'units'> | undefined,
  port: number,
): 'running' | 'start' | 'other' | 'unknown' {
  const there = reachableOn(listeners, port)
  if (there.some(({ process }) => process === undefined)) return 'unknown'
  if (there.some(({ process }) => process === 'sshd')) return 'running'
  if (there.some(({ process }) => process !== 'systemd')) return 'other'
  const runs = (units && serviceOf(units)?.activeState === 'active') || ownElsewhere(listeners, units, port)
  return runs ? 'other' : 'start'
}

export const UNSEEN = { untested: 'the login may not see which programs listen' }

/** Since 9.8 the listener hands on what it has read to a helper; before that each connection reads everything anew. */
export const readsAnew = ({ helpers }: Answered<'server-files'>): boolean => helpers.length === 0

export const NO_KEYS = 'sshd: no hostkeys available -- exiting.'

/** Whether sshd itself says that no host key can be loaded. */
export const hasNoKeys = ({ complaint }: Answered<'sshd-config'>): boolean => complaint.split('\n').includes(NO_KEYS)

interface KeyFacts {
  'server-files': Answered<'server-files'>
  listeners: Answered<'listeners'>
  host: { port: number }
  units?: Answered<'units'> | undefined
  banner?: Answered<'banner'> | undefined
}

/**
 * Whether keys that cannot be loaded keep people out now. A listener's options may name other keys than `sshd -t` knows of, so
 * for a running one it takes a connection that was seen to end.
 */
export function keysMatterNow({ 'server-files': files, listeners, host, units, banner }: KeyFacts) {
  const met = metBy(listeners, units, host.port)
  if (met === 'unknown') return UNSEEN
  if (met !== 'running') return met === 'start'
  if (!readsAnew(files)) return false
  return banner ? banner.outcome === 'closed' : { untested: 'sshd runs, and nobody saw how it ends a connection' }
}

export const namesOf = (files: readonly ServerFile[]): string => files.map(({ path }) => path).join(', ')

/** What stat printed of these files. */
export const quoteFiles = (section: Answered<'server-files'>, files: readonly ServerFile[]): Proof[] =>
  quoteLines(
    section,
    (line, { command }) =>
      command.startsWith('stat ') &&
      files.some(({ path }) => (line.startsWith('stat: ') ? line.includes(`'${path}'`) : line.endsWith(` ${path}`))),
  )

interface Seen {
  units?: Answered<'units'> | undefined
  banner?: Answered<'banner'> | undefined
  kex?: Answered<'kex'> | undefined
  'unit-history'?: Answered<'unit-history'> | undefined
}

/** How the failure shows: the service that does not start, or the connection that ends, and sshd's own last words on it. */
export function quoteFailure({ units, banner, kex, 'unit-history': history }: Seen, words: readonly string[]): Proof[] {
  const service = units && serviceOf(units)
  return [
    ...(history ? quoteLast(history, words) : []),
    ...(service && service.activeState !== 'active'
      ? quoteUnit(units, service, ['ActiveState', 'SubState', 'Result', 'NRestarts'])
      : []),
    ...(banner?.outcome === 'closed'
      ? quoteProbe('banner', `the connection was closed after ${banner.afterMs} ms without a byte`)
      : []),
    ...(kex?.outcome === 'closed' ? quoteProbe('kex', kex.error) : []),
  ]
}

/** Since when the service is down. */
export function downSince(units: Answered<'units'> | undefined): { since?: string } {
  const service = units && serviceOf(units)
  return service?.inactiveSince && service.activeState !== 'active' ? { since: service.inactiveSince } : {}
}
