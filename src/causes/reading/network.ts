import type { Address } from '../../domain/address.ts'
import type { Proof } from '../../domain/diagnosis.ts'
import type { Arrival, RouteBack, SshSocket } from '../../domain/inside/network.ts'
import type { Answered, IcmpError } from '../../domain/observation.ts'
import { quoteLines } from './quote.ts'

type Network = Answered<'network'>
type Connect = Answered<'connect'>
interface Client {
  address: Address
}

/** What the host knows of answers to the client, and of its packets, for the address that was tried: behind a NAT for each of its own. */
export function waysOf(network: Network, connect: Connect | undefined): { back: RouteBack[]; arrivals: Arrival[] } {
  const back = network.routesBack.filter(({ from }) => from === connect?.address)
  const arrivals = network.arrivals.filter(({ address }) => address === connect?.address)
  return back.length > 0 ? { back, arrivals } : { back: network.routesBack, arrivals: network.arrivals }
}

/** The address that was tried is the host's own: no NAT, proxy or balancer stands in front of it. */
export const isDirect = (network: Network, connect: Connect | undefined): boolean =>
  network.addresses.some(({ address }) => address === connect?.address)

/** Connections of the client or of this vantage. */
export const theirSockets = (network: Network, connect: Connect | undefined, client?: Client): SshSocket[] =>
  network.sockets.filter(({ peer }) => peer === client?.address || peer === localAddressOf(connect))

const localAddressOf = (connect: Connect | undefined): Address | undefined =>
  connect && 'localAddress' in connect ? connect.localAddress : undefined

/** The handshake's answer was repeated: the host has not heard the acknowledgement of it, or nobody got the answer. */
export const isHalfOpen = ({ state, timer }: SshSocket): boolean => state === 'SYN-RECV' && tries(timer) >= 1

/** `on,3.1sec,4`: what was sent is sent again, for the fourth time. */
export const tries = (timer: string): number => Number(/^on,[^,]+,(\d{1,3})$/.exec(timer)?.[1] ?? 0)

/** The line of `ss` about a connection, with its details. */
export const quoteSocket = (network: Network, { peer, peerPort }: SshSocket): Proof[] =>
  network.commands
    .filter(({ command }) => command.startsWith('ss '))
    .flatMap(({ command, output }) => {
      const lines = output.split('\n')
      const at = lines.findIndex((line) => line.includes(peer) && new RegExp(`:${peerPort}(\\s|$)`).test(line))
      if (at < 0) return []
      const details = (lines[at + 1] ?? '').trim()
      const quote = [lines[at], ...(details ? [details] : [])].join('\n')
      return [{ observation: 'network' as const, quote, command }]
    })

/** What `ip` printed for a question, verbatim. */
export const quoteAnswer = (network: Network, asked: string): Proof[] =>
  quoteLines(network, (line, { command }) => command.startsWith(asked) && !/^\s/.test(line))

export interface Hop {
  offender: Address
  icmp: IcmpError
}

/** Who refused, when it was neither the host nor this vantage: a router or firewall between them. */
export function hopThatRefused(connect: Connect, network: Network | undefined): Hop | undefined {
  if (!('by' in connect) || connect.by !== 'icmp') return undefined
  const { offender, icmp, address, localAddress } = connect
  const ends = [address, localAddress, ...(network?.addresses.map((own) => own.address) ?? [])]
  return ends.includes(offender) ? undefined : { offender, icmp }
}

/** Codes that say "I know no way", which a rule can be told to say too. */
const NO_WAY = ['net-unreachable', 'host-unreachable', 'no-route', 'reject-route']

/** Neighbour discovery in vain takes longer than this; then it is the last link that tells of a host that is off. */
const AT_ONCE_MS = 500

/** Whether a hop says that it knows no way to the host, rather than that it lets nobody through. */
export function saysNoWay(
  { icmp, offender }: Hop,
  connect: Connect,
  control: Answered<'control'> | undefined,
): boolean {
  if (!NO_WAY.includes(icmp.name) || tookMs(connect) >= AT_ONCE_MS) return false
  // No way to a host is no way to any of its ports.
  // A router tells it only so often: silence is no other answer.
  const saidOften = control === undefined || control.outcome === 'timed-out'
  return saidOften || ('offender' in control && control.offender === offender)
}

/** The host itself spoke on another port: it was up, and the way to it and back worked. */
export const answeredElsewhere = (connect: Connect, control: Answered<'control'> | undefined): boolean =>
  control?.outcome === 'connected' ||
  (control?.outcome === 'refused' && (control.by !== 'icmp' || control.offender === connect.address))

const tookMs = ({ attempts, address }: Connect): number => attempts.find((one) => one.address === address)?.ms ?? 0
