import { type Answer, any, may } from '../../answer.ts'
import type { Passing } from '../../packet.ts'

type Kind = 'LOCAL' | 'UNICAST' | 'BROADCAST' | 'MULTICAST'

/**
 * IPv4 has one kind for an address, by the host's own routes. An address of the host is local at one device only, and unicast
 * for who asks by another.
 */
export function typeOf4(address: string, types: readonly string[], packet: Passing, atDevice: boolean): Answer {
  const answers = new Set(kindsOf(address, packet, atDevice).map((kind) => types.includes(kind)))
  const [only = false] = answers
  return answers.size === 1 ? only : may(`whether ${address} is the host's own${atDevice ? ' there' : ''} is not known`)
}

function kindsOf(address: string, packet: Passing, atDevice: boolean): Kind[] {
  const first = Number(address.split('.', 1))
  if (first === 127) return [!atDevice || packet.device === 'lo' ? 'LOCAL' : 'UNICAST']
  if (first >= 224 && first <= 239) return ['MULTICAST']
  if (['0.0.0.0', '255.255.255.255'].includes(address)) return ['BROADCAST']
  const own = atDevice ? packet.deviceAddresses : packet.hostAddresses
  if (own) return [own.includes(address) ? 'LOCAL' : 'UNICAST']
  return packet.hostAddresses?.includes(address) === false ? ['UNICAST'] : ['LOCAL', 'UNICAST']
}

const BY_ROUTE = ['LOCAL', 'ANYCAST', 'UNREACHABLE']
const KNOWN = [...BY_ROUTE, 'UNICAST', 'MULTICAST', 'UNSPEC']

/** IPv6 tests each named kind of address that the address itself tells, and one of those that routes tell. */
export function typeOf6(address: string, types: readonly string[], packet: Passing, atDevice: boolean): Answer {
  const strange = types.find((type) => !KNOWN.includes(type))
  if (strange !== undefined) return may(`the address type ${strange} is not modelled`)
  const isMulticast = /^ff/i.test(address)
  if (types.includes('MULTICAST') && !isMulticast) return false
  if (types.includes('UNICAST') && (isMulticast || address === '::')) return false
  if (types.includes('UNSPEC') && address !== '::') return false
  const routed = types.filter((type) => BY_ROUTE.includes(type))
  return routed.length === 0 || any(routed.map((type) => byRoute6(type, address, packet, atDevice)))
}

function byRoute6(type: string, address: string, packet: Passing, atDevice: boolean): Answer {
  const { hostAddresses, deviceAddresses, device } = packet
  if (type !== 'LOCAL') return may(`the host's routes to ${address} are not known`)
  if (address === '::1') return !atDevice || device === 'lo'
  if (!hostAddresses) return may("the host's addresses are not known")
  if (!hostAddresses.includes(address)) return false
  if (atDevice && deviceAddresses) return deviceAddresses.includes(address)
  return !atDevice || may(`whether ${address} is the host's own there is not known`)
}
