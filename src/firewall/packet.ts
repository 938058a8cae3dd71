import type { Address, Family } from '../domain/address.ts'

/**
 * The first packet of a new connection as a host gets it: a TCP segment with SYN alone. What is undefined is not known, and a
 * rule that asks for it may match.
 */
export interface Packet {
  family: Family
  source: Address
  destination: Address
  /** Usually undefined: the client takes any high port. */
  sourcePort: number | undefined
  destinationPort: number
  /** The host's device that it comes in by. */
  device: string | undefined
  /** The port of a bridge on the host that it crosses first; null when it crosses none. */
  bridgePort: string | null | undefined
  /** `52:54:00:12:34:56` */
  sourceMac: string | undefined
  /** The device by which answers to the source leave, as the host's routes say; missing when they were not asked. */
  wayBack?: string
  /** Those of that device, as `ip addr` has them in order: what is redirected goes to the first. Missing: not known. */
  deviceAddresses?: readonly Address[] | undefined
  /** Every address that the host itself has. */
  hostAddresses: readonly Address[] | undefined
}

/** The packet on its way through the rules: what they ask for, and what they may have changed. */
export interface Passing extends Omit<Packet, 'destination' | 'destinationPort'> {
  destination: Address | undefined
  destinationPort: number | undefined
  mark: number | undefined
  connectionMark: number | undefined
  /**
   * How the host's connection tracking knows it: not yet (`none`, which rules read as invalid), not yet but some rule has said
   * how it will be tracked (`template`), or as a new connection.
   */
  tracking: 'none' | 'template' | 'new' | 'untracked' | undefined
  /** Where the client sent it: what connection tracking keeps whatever NAT does. */
  sentTo: { address: Address; port: number }
  /** Whether NAT has settled its destination: the NAT chains that follow are not asked then. */
  settled: boolean | undefined
  /** Whether NAT sends it to another host. */
  forwarded: boolean | undefined
  /** The sets that rules on its way add to or take from. */
  changedSets: readonly string[] | undefined
}

const NO_SETS: readonly string[] = []

export const arriving = (packet: Packet): Passing => ({
  ...packet,
  mark: 0,
  connectionMark: 0,
  tracking: 'none',
  settled: false,
  forwarded: false,
  sentTo: { address: packet.destination, port: packet.destinationPort },
  changedSets: NO_SETS,
})

const CHANGEABLE = [
  'destination',
  'destinationPort',
  'mark',
  'connectionMark',
  'tracking',
  'settled',
  'forwarded',
  'changedSets',
] as const

/** The packet when one of two things has happened to it, and nobody can tell which: what differs is not known any more. */
export function either(one: Passing | undefined, other: Passing | undefined): Passing | undefined {
  if (!one || !other || one === other) return one ?? other
  const unsure = CHANGEABLE.filter((key) => one[key] !== other[key]).map((key) => [key, undefined])
  return { ...one, ...Object.fromEntries(unsure) }
}
