import { deviceNumber, ipv4Number, ipv6Number, macNumber } from './addresses.ts'
import { fieldsOf } from './json.ts'
import { type Interval, type Numeric, ones, small } from './scalar.ts'

/** What kind of value an expression has: how wide it is, and how nft spells it. */
export interface DataType {
  bits: number
  value: (text: string) => Numeric | undefined
  /** Where one text may stand for many values: `eth*`. */
  interval?: (text: string) => Interval | undefined
}

/** `22`, `0x16`; undefined for a name. */
function numberIn(text: string): Numeric | undefined {
  if (!/^(?:\d{1,15}|0x[\da-f]{1,40})$/i.test(text)) return undefined
  return small(BigInt(text))
}

const integer = (bits: number): DataType => ({ bits, value: numberIn })

function named(bits: number, names: Record<string, number>): DataType {
  const values = new Map(Object.entries(names))
  return { bits, value: (text) => values.get(text) ?? numberIn(text) }
}

const device: DataType = {
  bits: 128,
  value: deviceNumber,
  interval: (text) => {
    const star = text.endsWith('*') && !text.endsWith('\\*')
    const from = deviceNumber(star ? text.slice(0, -1) : text.replace(/\\\*$/, '*'))
    if (from === undefined) return undefined
    return { from, to: star ? from | ones((16 - (text.length - 1)) * 8) : from }
  },
}

export const TYPES = {
  integer: integer(128),
  mark: integer(32),
  ipv4: { bits: 32, value: ipv4Number },
  ipv6: { bits: 128, value: ipv6Number },
  mac: { bits: 48, value: macNumber },
  device,
  /** By name: nft prints the bare index of a device that is gone. */
  deviceIndex: { bits: 128, value: (text) => (/^\d/.test(text) ? undefined : deviceNumber(text)) },
  port: named(16, { ssh: 22, http: 80, https: 443 }),
  protocol: named(8, {
    ip: 0,
    icmp: 1,
    igmp: 2,
    ipencap: 4,
    st: 5,
    tcp: 6,
    udp: 17,
    dccp: 33,
    ipv6: 41,
    gre: 47,
    esp: 50,
    ah: 51,
    'ipv6-icmp': 58,
    icmpv6: 58,
    ospf: 89,
    pim: 103,
    comp: 108,
    ipcomp: 108,
    vrrp: 112,
    l2tp: 115,
    sctp: 132,
    udplite: 136,
  }),
  etherType: named(16, { ip: 0x0800, arp: 0x0806, vlan: 0x8100, '8021q': 0x8100, ip6: 0x86dd, '8021ad': 0x88a8 }),
  family: named(8, { unspec: 0, inet: 1, ipv4: 2, arp: 3, netdev: 5, bridge: 7, ipv6: 10 }),
  tcpFlags: named(8, { fin: 1, syn: 2, rst: 4, psh: 8, ack: 16, urg: 32, ecn: 64, cwr: 128 }),
  state: named(32, { invalid: 1, established: 2, related: 4, new: 8, untracked: 64 }),
  status: named(32, { expected: 1, 'seen-reply': 2, assured: 4, confirmed: 8, snat: 16, dnat: 32, dying: 512 }),
  direction: named(8, { original: 0, reply: 1 }),
  packetType: named(8, { host: 0, unicast: 0, broadcast: 1, multicast: 2, other: 3 }),
  deviceType: named(16, { ether: 1, ppp: 512, ipip: 768, ipip6: 769, loopback: 772, sit: 776, ipgre: 778 }),
  fibType: named(32, {
    unspec: 0,
    unicast: 1,
    local: 2,
    broadcast: 3,
    anycast: 4,
    multicast: 5,
    blackhole: 6,
    unreachable: 7,
    prohibit: 8,
  }),
} satisfies Record<string, DataType>

/** The values that a constant of nft's stands for; undefined when it is not understood. */
export function intervalOf(json: unknown, type: DataType): Interval | undefined {
  if (typeof json === 'string') return type.interval ? type.interval(json) : point(type.value(json))
  if (typeof json === 'number') return Number.isSafeInteger(json) ? point(json) : undefined
  if (typeof json === 'boolean') return presence(json, type)
  if (Array.isArray(json)) return flags(json, type)
  const { prefix, range, '|': either } = fieldsOf(json) ?? {}
  if (prefix !== undefined) return network(prefix, type)
  if (Array.isArray(range)) return spanned(range[0], range[1], type)
  return Array.isArray(either) ? flags(either, type) : undefined
}

/** `exists` and `missing`: whatever it is that is there, it is not 0. */
const presence = (exists: boolean, { bits }: DataType): Interval =>
  exists ? { from: 1, to: small(ones(bits)) } : { from: 0, to: 0 }

const point = (value: Numeric | undefined): Interval | undefined =>
  value === undefined ? undefined : { from: value, to: value }

/** `["syn", "ack"]`: all of these bits. */
function flags(list: readonly unknown[], type: DataType): Interval | undefined {
  let all = 0n
  for (const one of list) {
    const bits = typeof one === 'object' ? undefined : intervalOf(one, type)
    if (!bits) return undefined
    all |= BigInt(bits.from)
  }
  return point(small(all))
}

/** As a mask: nft also spells `meta mark & 0x80000000 == 0x10` so, `0x10/1`, which nothing matches. */
function network(prefix: unknown, type: DataType): Interval | undefined {
  const { addr, len } = fieldsOf(prefix) ?? {}
  const base = typeof addr === 'object' ? undefined : intervalOf(addr, type)?.from
  if (base === undefined || !isLength(len, type)) return undefined
  if (type.bits <= 32 && typeof base === 'number') {
    const size = 2 ** (type.bits - len)
    return base % size === 0 ? { from: base, to: base + size - 1 } : NO_VALUE
  }
  const hosts = HOSTS[type.bits - len] ?? 0n
  const from = BigInt(base)
  return (from & hosts) === 0n ? { from, to: from | hosts } : NO_VALUE
}

/** The bits of a network's hosts, by how many they are. */
const HOSTS = Array.from({ length: 129 }, (_, bits) => ones(bits))

const NO_VALUE: Interval = { from: 0, to: -1 }

function spanned(first: unknown, last: unknown, type: DataType): Interval | undefined {
  if (typeof first === 'object' || typeof last === 'object') return undefined
  const [from, to] = [intervalOf(first, type)?.from, intervalOf(last, type)?.to]
  return from === undefined || to === undefined ? undefined : { from, to }
}

const isLength = (len: unknown, { bits }: DataType): len is number =>
  Number.isInteger(len) && (len as number) >= 0 && (len as number) <= bits
