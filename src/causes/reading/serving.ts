import { type Address, canonicalAddress, familyOf } from '../../domain/address.ts'
import type { Proof } from '../../domain/diagnosis.ts'
import type { Listener, LogLine } from '../../domain/inside.ts'
import type { Answered } from '../../domain/observation.ts'
import { reachableOn, sshdPorts } from './listening.ts'
import { quoteLines } from './quote.ts'

/** sshd itself listens; systemd in its place does not count. */
export const listens = (listeners: Answered<'listeners'>): boolean =>
  listeners.listeners.some(({ process }) => process === 'sshd')

/** Nothing that the outside can reach listens on the port, and sshd listens nowhere else. */
export const isDown = (listeners: Answered<'listeners'>, port: number): boolean =>
  reachableOn(listeners, port).length === 0 && sshdPorts(listeners).length === 0

/**
 * Since 9.8 the listener hands its keys and configuration to sshd-session. Before that, each connection starts sshd anew, which
 * reads everything again.
 */
export const startsAnewPerConnection = (files: Answered<'server-files'>): boolean => files.helpers.length === 0

/** Whether what keeps sshd from starting keeps people out now: it has to start, for all or for each connection. */
export const hasToStart = (listeners: Answered<'listeners'>, files: Answered<'server-files'>): boolean =>
  !listens(listeners) || startsAnewPerConnection(files)

/** Where that hurts, as the end of a sentence. */
export const soThat = (listeners: Answered<'listeners'>): string =>
  listens(listeners) ? 'so sshd ends every new connection' : 'so sshd cannot start'

/** From outside: the connection opened and was closed at once, before or right after the banner. */
export const closesAtOnce = (banner: Answered<'banner'> | undefined, kex: Answered<'kex'> | undefined): boolean =>
  (banner?.outcome === 'closed' && banner.afterMs < AT_ONCE_MS) || kex?.outcome === 'closed'

/** TCP wrappers close after 5 s. */
const AT_ONCE_MS = 2_000

/** The address that people try, where it is known. */
export const targetOf = (host: { address: string }, connect: Answered<'connect'> | undefined): Address | undefined =>
  canonicalAddress(connect?.address ?? host.address)

const LOOPBACK = /^(127\.|::1$)/
export const isLoopback = ({ address }: Listener): boolean => LOOPBACK.test(address)

/** Whether a socket is bound to every address of a family, not to a particular one. */
export const isWildcard = ({ address }: Listener): boolean => ['*', '0.0.0.0', '::'].includes(address)

/** Whether a connection to the address reaches this socket. ss writes `*` for a socket of both families. */
export function answersFor({ address, sendQ }: Listener, target: Address): boolean {
  if (address === '*') return true
  if (address === '0.0.0.0') return familyOf(target) === 4
  // netstat, which tells no backlog, writes `::` for a socket of both families, too.
  if (address === '::') return familyOf(target) === 6 || sendQ === 0
  return canonicalAddress(address) === target
}

/** What sshd said of the last time that it bound its sockets: the addresses that failed, with the kernel's reason. */
export function failedBinds(log: Answered<'sshd-log'> | undefined, port: number, reason: string): FailedBind[] {
  const lines = (log?.lines ?? []).filter(({ tag }) => tag === 'sshd')
  const last = lines.findLastIndex(({ text }) => BIND.test(text))
  // A start that went well later has nothing to do with that failure.
  if (lines.slice(last + 1).some(({ text }) => text.startsWith('Received signal'))) return []
  const begun = lines.slice(0, last).findLastIndex(({ text }) => /^(Received signal|fatal: )/.test(text))
  return lines.slice(begun + 1, last + 1).flatMap((line) => {
    const [, wanted, address = '', why] = BIND.exec(line.text) ?? []
    return Number(wanted) === port && why === reason ? [{ address, line }] : []
  })
}

interface FailedBind {
  address: string
  line: LogLine
}

const BIND = /^(?:error: )?Bind to port (\d{1,5}) on (\S{1,60}) failed: (.{1,60}?)\.?$/

/** Lines of the log, verbatim. What sshd repeats of a stranger's words stands further right and does not count. */
export function quoteLog(log: Answered<'sshd-log'> | undefined, wanted: readonly (LogLine | undefined)[]): Proof[] {
  const texts = wanted.flatMap((line) => line?.text ?? [])
  if (!log || texts.length === 0) return []
  const [proof] = quoteLines(log, (line) => {
    const [, text] = /^(?:\S+ +){2,5}?sshd[\w-]*\[\d+\]: (.*)$/.exec(line) ?? []
    return text !== undefined && texts.includes(text)
  })
  return proof ? [proof] : []
}
