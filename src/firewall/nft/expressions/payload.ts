import type { Passing } from '../../packet.ts'
import { type Base, slice } from '../headers.ts'
import { fieldsOf, textOf, wholeNumberOf } from '../json.ts'
import { type Scalar, unsureOrAbsent } from '../scalar.ts'
import { type DataType, TYPES } from '../types.ts'
import { absent, type Expression, notModelled } from './expression.ts'

type Layout = Record<string, readonly [offset: number, bits: number, type?: DataType]>

const IP: Layout = {
  version: [0, 4],
  hdrlength: [4, 4],
  dscp: [8, 6],
  ecn: [14, 2],
  length: [16, 16],
  id: [32, 16],
  'frag-off': [48, 16],
  ttl: [64, 8],
  protocol: [72, 8, TYPES.protocol],
  checksum: [80, 16],
  saddr: [96, 32, TYPES.ipv4],
  daddr: [128, 32, TYPES.ipv4],
}

const IP6: Layout = {
  version: [0, 4],
  dscp: [4, 6],
  ecn: [10, 2],
  flowlabel: [12, 20],
  length: [32, 16],
  nexthdr: [48, 8, TYPES.protocol],
  hoplimit: [56, 8],
  saddr: [64, 128, TYPES.ipv6],
  daddr: [192, 128, TYPES.ipv6],
}

const PORTS: Layout = { sport: [0, 16, TYPES.port], dport: [16, 16, TYPES.port] }

const TCP: Layout = {
  ...PORTS,
  sequence: [32, 32],
  ackseq: [64, 32],
  doff: [96, 4],
  reserved: [100, 4],
  flags: [104, 8, TYPES.tcpFlags],
  window: [112, 16],
  checksum: [128, 16],
  urgptr: [144, 16],
}

/** `family`: nft tests for it first, and does not print that it does. */
const LAYOUTS = new Map<string, { base: Base; layout: Layout; family?: 4 | 6 }>([
  ['ip', { base: 'nh', layout: IP, family: 4 }],
  ['ip6', { base: 'nh', layout: IP6, family: 6 }],
  ['tcp', { base: 'th', layout: TCP }],
  ['th', { base: 'th', layout: PORTS }],
])

/** Protocols that a TCP segment is none of. */
const OTHERS = new Set('udp udplite sctp dccp icmp icmpv6 igmp ah esp comp gre gretap vxlan geneve arp'.split(' '))

/** `{"protocol": "tcp", "field": "dport"}` or `{"base": "nh", "offset": 96, "len": 32}` */
export function payload(body: unknown): Expression {
  const { protocol, field, base, offset, len, tunnel } = fieldsOf(body) ?? {}
  if (tunnel !== undefined) return absent(TYPES.integer)
  if (base !== undefined) return raw(textOf(base), wholeNumberOf(offset), wholeNumberOf(len))
  const [name, part] = [textOf(protocol) ?? '', textOf(field) ?? '']
  if (name === 'ether') return ether(part)
  if (OTHERS.has(name)) return absent(TYPES.integer)
  const known = LAYOUTS.get(name)
  const place = known && Object.hasOwn(known.layout, part) ? known.layout[part] : undefined
  if (!known || !place) return notModelled(`${name} ${part}`)
  const [at, bits, type = { ...TYPES.integer, bits }] = place
  const why = `${name} ${part} is not known`
  return {
    type,
    read: (packet) => (isOf(packet, known.family) ? reading(packet, known.base, at, bits, why) : undefined),
  }
}

const isOf = ({ family }: Passing, asked: 4 | 6 | undefined): boolean => asked === undefined || asked === family

/** `why`: what it is that may not be known. */
function reading(packet: Passing, base: Base, offset: number, bits: number, why: string): Scalar | undefined {
  const scalar = slice(packet, base, offset, bits)
  return scalar && { ...scalar, why }
}

function raw(base: string | undefined, offset: number | undefined, bits: number | undefined): Expression {
  const sane = offset !== undefined && bits !== undefined && offset >= 0 && bits > 0 && bits <= 128
  const what = `@${base},${offset},${bits}`
  if ((base !== 'll' && base !== 'nh' && base !== 'th') || !sane) return notModelled(what)
  const why = `${what} is not known`
  // Options may follow the TCP header, and a tag of a VLAN the one of Ethernet.
  const read = (packet: Passing) => reading(packet, base, offset, bits, why) ?? unsureOrAbsent(why)
  return { type: { ...TYPES.integer, bits }, read: base === 'll' ? onEthernet(read) : read }
}

const ETHERNET = new Map<string, readonly [offset: number, bits: number, type: DataType]>([
  ['daddr', [0, 48, TYPES.mac]],
  ['saddr', [48, 48, TYPES.mac]],
  ['type', [96, 16, TYPES.etherType]],
])

function ether(field: string): Expression {
  const place = ETHERNET.get(field)
  if (!place) return notModelled(`ether ${field}`)
  const [offset, bits, type] = place
  const why = `ether ${field} is not known`
  return { type, read: onEthernet((packet) => reading(packet, 'll', offset, bits, why)) }
}

/** nft tests first that the device is one of Ethernet, and does not print that it does. */
const onEthernet =
  (read: Expression['read']): Expression['read'] =>
  (packet) => {
    const scalar = packet.device === 'lo' ? undefined : read(packet)
    if (!scalar || packet.sourceMac !== undefined) return scalar
    return { ...scalar, perhapsAbsent: 'whether its device is one of Ethernet is not known' }
  }
