import { type Address, type Family, familyOf } from '../../domain/address.ts'
import type { Answered } from '../../domain/observation.ts'
import type { Packet } from '../../firewall/packet.ts'

/** The facts that tell which packet a client's connection begins with. What is missing makes the packet less known. */
export const WAY_FACTS = ['connect', 'resolve', 'addresses', 'network', 'sessions'] as const
export type WayFacts = { [K in (typeof WAY_FACTS)[number]]?: Answered<K> | undefined } & {
  host: { port: number }
  /** Whom the evidence was gathered for: the host was asked about the way of its packets. */
  client?: { address: Address } | undefined
}

/** Who sends it. The port is known of our own connection only. */
export interface Sender {
  source: Address
  sourcePort?: number
}

/** A host of many containers has an address for each bridge. */
const MOST_DESTINATIONS = 8

/**
 * The first packet of the sender's connection, as the host gets it before its own NAT. Several when it cannot be told which of
 * the host's addresses a NAT in front of it chooses, or which port; none when the host has no address of the sender's family.
 */
export function packetsOf(sender: Sender, facts: WayFacts): Packet[] {
  const family = familyOf(sender.source)
  const hostAddresses = facts.addresses?.addresses.map(({ address }) => address)
  return targetsOf(family, facts).map(({ destination, destinationPort }) => {
    const device = deviceOf(sender.source, destination, facts)
    return {
      family,
      source: sender.source,
      sourcePort: sender.sourcePort,
      destination,
      destinationPort,
      device,
      bridgePort: bridgePortOf(device, facts.network),
      sourceMac: undefined,
      ...wayBack(sender.source, destination, facts),
      deviceAddresses: addressesOf(device, facts.addresses),
      hostAddresses,
    }
  })
}

/** Whose connection this run came in by, a moment before the rules were read; undefined when we did not get in by that port. */
export function ourSender({ sessions, connect, host }: WayFacts): Sender | undefined {
  if (connect?.outcome !== 'connected' || connect.port !== host.port) return undefined
  if (sessions?.ours) return { source: sessions.ours.source, sourcePort: sessions.ours.sourcePort }
  // Behind a NAT the host sees another address.
  const { localAddress } = connect
  return sessions?.peers.includes(localAddress) ? { source: localAddress } : undefined
}

interface Target {
  destination: Address
  destinationPort: number
}

function targetsOf(family: Family, facts: WayFacts): Target[] {
  const { host, sessions, connect } = facts
  const [direct] = triedAddresses(facts).filter((one) => familyOf(one) === family && isOwn(one, facts))
  if (direct) return [{ destination: direct, destinationPort: host.port }]
  const ours = sessions?.ours
  const behindNat = ours && familyOf(ours.destination) === family ? [ours.destination] : ownAddresses(family, facts)
  // A NAT in front of the host may change the port too; or the host's own does, which comes after its first rules.
  const isSamePort = connect?.outcome === 'connected' && connect.port === host.port
  const ports = new Set([host.port, ...(ours && isSamePort ? [ours.destinationPort] : [])])
  return behindNat
    .slice(0, MOST_DESTINATIONS)
    .flatMap((destination) => Array.from(ports, (destinationPort) => ({ destination, destinationPort })))
}

/** The one that the probes took first. */
const triedAddresses = ({ connect, resolve }: WayFacts): Address[] => [
  ...(connect ? [connect.address] : []),
  ...(resolve?.outcome === 'resolved' ? resolve.addresses.map(({ address }) => address) : []),
]

/** Of what was recorded before a host was asked for its addresses, the one that was tried is taken for its own. */
const isOwn = (address: Address, facts: WayFacts): boolean =>
  (!facts.addresses && !facts.network) ||
  assigned(facts).some((one) => one.address === address) ||
  facts.sessions?.ours?.destination === address

const isLoopback = (address: Address): boolean => /^127\.|^::1$/.test(address)

/** Addresses that a client can come to. */
const ownAddresses = (family: Family, facts: WayFacts): Address[] => [
  ...new Set(
    assigned(facts)
      .map(({ address }) => address)
      .filter((one) => familyOf(one) === family && !isLoopback(one) && !/^(fe80:|169\.254\.)/.test(one)),
  ),
]

const assigned = ({ addresses, network }: WayFacts): { address: Address; device: string }[] =>
  addresses?.addresses.map((one) => ({ address: one.address, device: one.interface })) ?? network?.addresses ?? []

/**
 * The device by which it comes in, where that is beyond doubt: the one that has the address is also the one that answers leave
 * by, or there is but one. A host takes packets for any of its addresses by any of its devices.
 */
function deviceOf(source: Address, destination: Address, facts: WayFacts): string | undefined {
  const all = assigned(facts)
  if (all.some(({ address }) => address === source)) return 'lo'
  const owner = all.find(({ address, device }) => address === destination && device !== 'lo')?.device
  if (facts.client?.address === source && facts.network) {
    const back = facts.network.routesBack.find(({ from }) => from === destination)?.device
    return owner === undefined || owner === back ? back : undefined
  }
  const devices = new Set(all.map(({ device }) => device).filter((device) => device !== 'lo'))
  return devices.size === 1 ? owner : undefined
}

/** In the kernel's order. */
const addressesOf = (device: string | undefined, addresses: WayFacts['addresses']): Address[] | undefined =>
  device === undefined
    ? undefined
    : addresses?.addresses.filter((one) => one.interface === device).map(({ address }) => address)

/** The host was asked for the client's alone. */
function wayBack(source: Address, destination: Address, { client, network }: WayFacts): { wayBack?: string } {
  if (client?.address !== source) return {}
  const device = network?.routesBack.find(({ from }) => from === destination)?.device
  return device === undefined ? {} : { wayBack: device }
}

function bridgePortOf(device: string | undefined, network: Answered<'network'> | undefined): string | null | undefined {
  const ports = network?.bridgePorts
  if (!ports) return undefined
  if (ports.length === 0 || device === 'lo') return null
  if (device === undefined) return undefined
  const [only, ...others] = ports.filter(({ bridge }) => bridge === device)
  if (!only) return null
  return others.length === 0 ? only.port : undefined
}
