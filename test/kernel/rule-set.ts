import type { Packet } from '../../src/firewall/packet.ts'

/** Programs that load rules from their standard input, in the order that they are run for one host. */
export const LOADERS = {
  ipset: 'ipset restore',
  'iptables-restore': 'iptables-restore',
  'ip6tables-restore': 'ip6tables-restore',
  'iptables-legacy-restore': 'iptables-legacy-restore',
  'ip6tables-legacy-restore': 'ip6tables-legacy-restore',
  nft: 'nft -f -',
} as const

export type Loader = keyof typeof LOADERS

export interface RuleSet {
  /** What each program is given to load; a program that is not named loads nothing. */
  loads: Partial<Record<Loader, string>>
  /** Whether the kernel's verdict follows from the rules alone: nothing in them counts, learns or throws dice. */
  deterministic: boolean
}

/** A packet as it is drawn: the playground gives each a source port of its own. */
export type Knock = Omit<Packet, 'sourcePort' | 'hostAddresses' | 'deviceAddresses'> & {
  device: string
  sourceMac: string
}

/** What the programs that print rules say, by command; a command that does not apply is missing. */
export type Printed = Record<string, string>
