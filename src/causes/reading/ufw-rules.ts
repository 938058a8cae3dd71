import { type Address, canonicalAddress, familyOf, inNetwork } from '../../domain/address.ts'
import type { UfwRule } from '../../domain/inside.ts'

interface Packet {
  client: Address
  port: number
}

export type Decided = { kind: 'rule'; rule: UfwRule } | { kind: 'unclear'; rule: UfwRule } | { kind: 'default' }

/** The first rule of ufw that speaks about a new TCP connection from the client to the port: ufw walks them in order. */
export function decidingRule(rules: UfwRule[], packet: Packet): Decided {
  for (const rule of rules) {
    const matches = matchOf(rule, packet)
    if (matches === 'yes') return { kind: 'rule', rule }
    if (matches === 'unclear') return { kind: 'unclear', rule }
  }
  return { kind: 'default' }
}

/** Whether a rule is about packets from this one address, whatever the port: as a ban is. */
export const namesExactly = ({ direction, from }: UfwRule, client: Address): boolean =>
  direction === 'IN' && canonicalAddress(withoutFamily(from)) === client

type Match = 'yes' | 'no' | 'unclear'

function matchOf(rule: UfwRule, packet: Packet): Match {
  if (rule.direction !== 'IN' || rule.v6 !== (familyOf(packet.client) === 6)) return 'no'
  const from = sourceMatches(rule.from, packet.client)
  const to = destinationMatches(rule.to, packet.port)
  if (from === 'no' || to === 'no') return 'no'
  return from === 'yes' && to === 'yes' ? 'yes' : 'unclear'
}

const withoutFamily = (text: string) => text.replace(/\s*\(v6\)/g, '').trim()

function sourceMatches(text: string, client: Address): Match {
  const source = withoutFamily(text)
  if (source === 'Anywhere') return 'yes'
  const [network = '', ...rest] = source.split(/\s+/)
  if (network === 'Anywhere' || !canonicalAddress(network.split('/')[0] ?? '')) return 'unclear'
  if (!inNetwork(client, network)) return 'no'
  // "203.0.113.7 1024:65535/tcp": a source port, which we do not know.
  return rest.length > 0 ? 'unclear' : 'yes'
}

/** Profiles of ufw's own /etc/ufw/applications.d that name the SSH port. */
const SSH_PROFILES = new Set(['OpenSSH', 'SSH', 'ssh'])

function destinationMatches(text: string, port: number): Match {
  const words = withoutFamily(text).split(/\s+/)
  if (words.includes('on'))
    return words[0] === 'Anywhere' || portMatches(words[0] ?? '', port) !== 'no' ? 'unclear' : 'no'
  const [first = '', second] = words
  if (canonicalAddress(first.split('/')[0] ?? ''))
    return second === undefined ? 'unclear' : toAddress(portMatches(second, port))
  return first === 'Anywhere' && second === undefined ? 'yes' : portMatches(words.join(' '), port)
}

/** A rule for one of the host's addresses: it may be another one than the client tries. */
const toAddress = (match: Match): Match => (match === 'no' ? 'no' : 'unclear')

/** `22`, `22/tcp`, `22,80/tcp`, `2200:2299/tcp`, or the name of an application profile. */
function portMatches(text: string, port: number): Match {
  if (SSH_PROFILES.has(text)) return port === 22 ? 'yes' : 'no'
  const [ports = '', protocol] = text.split('/')
  if (!/^\d+([,:]\d+)*$/.test(ports)) return 'unclear'
  if (protocol !== undefined && protocol !== 'tcp') return 'no'
  return ports.split(',').some((range) => inRange(range, port)) ? 'yes' : 'no'
}

function inRange(range: string, port: number): boolean {
  const [low = Number.NaN, high = low] = range.split(':').map(Number)
  return port >= low && port <= high
}
