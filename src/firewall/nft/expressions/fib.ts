import type { Address } from '../../../domain/address.ts'
import type { Passing } from '../../packet.ts'
import { deviceNumber } from '../addresses.ts'
import { fieldsOf, textOf, textsOf } from '../json.ts'
import { exactly, type Scalar, unsure } from '../scalar.ts'
import { type DataType, TYPES } from '../types.ts'
import type { Expression } from './expression.ts'

/** Index 0 is that of no device. */
const ROUTE_DEVICE: DataType = {
  ...TYPES.device,
  interval: (text) => (text === '0' ? { from: 0, to: 0 } : TYPES.device.interval?.(text)),
}

const [UNICAST, LOCAL, BROADCAST] = [1, 2, 3]

/** `{"result": "type", "flags": ["daddr"]}`: what the routing tables say about an address. */
export function fib(body: unknown): Expression {
  const { result, flags } = fieldsOf(body) ?? {}
  const asked = textsOf(flags).join(' . ')
  if (result === 'type' && asked === 'daddr') return { type: TYPES.fibType, read: destinationType }
  if (result === 'type' && asked === 'saddr') return { type: TYPES.fibType, read: sourceType }
  const asksForDevice = result === 'oif' || result === 'oifname'
  if (asksForDevice && /^saddr( \. mark)? \. iif$/.test(asked)) return { type: ROUTE_DEVICE, read: wayBackByDevice }
  const unknown = unsure(`fib ${asked} ${textOf(result) ?? ''} asks for routes, which are not known`)
  return { type: result === 'type' ? TYPES.fibType : ROUTE_DEVICE, read: () => unknown }
}

/** A route back by the device that the packet came in by. One by another device leaves it open: there may be several. */
function wayBackByDevice({ wayBack, device }: Passing): Scalar {
  const number = wayBack === undefined || wayBack !== device ? undefined : deviceNumber(wayBack)
  return number === undefined ? unsure('whether a route leads back the same way is not known') : exactly(number)
}

function destinationType(packet: Passing): Scalar {
  const { destination, sentTo, hostAddresses } = packet
  if (destination === undefined) return unsure('its destination is not known')
  if (hostAddresses?.includes(destination)) return exactly(LOCAL)
  // Who asks for a packet to the host means an address of the host's.
  if (destination === sentTo.address && hostAddresses === undefined) return exactly(LOCAL)
  if (destination === sentTo.address || hostAddresses === undefined)
    return unsure(`whether ${destination} is the host’s own is not known`)
  return elsewhere(packet, destination)
}

function sourceType(packet: Passing): Scalar {
  const { source, hostAddresses, wayBack } = packet
  if (hostAddresses === undefined) return unsure(`whether ${source} is the host’s own is not known`)
  if (hostAddresses.includes(source) || source.startsWith('127.') || source === '::1') return exactly(LOCAL)
  return wayBack === undefined ? elsewhere(packet, source) : exactly(UNICAST)
}

/** For IPv4 only the host's own addresses count, and no packet comes from a broadcast address. IPv6 asks for a route. */
function elsewhere({ family }: Passing, address: Address): Scalar {
  if (family === 4) return exactly(UNICAST)
  return { ...unsure(`whether there is a route to ${address} is not known`), butNot: [LOCAL, BROADCAST] }
}
