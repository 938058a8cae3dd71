import type { Passing } from '../packet.ts'
import { addressNumber, macNumber } from './addresses.ts'
import { ones, type Scalar, small } from './scalar.ts'

/** The headers that a rule can look into: of the link (Ethernet), of the network (IP), and of the transport (TCP). */
export type Base = 'll' | 'nh' | 'th'

/** One field of a header: its bits, and its value when it is known. */
type Field = [bits: number, value?: number | bigint | undefined]

interface Header {
  bits: number
  value: bigint
  unknown: bigint
}

export const ETHER_TYPES = { 4: 0x0800, 6: 0x86dd } as const
const TCP = 6
const SYN = 2

/** A SYN, whole, without IP options or extension headers. */
const tcp = ({ sourcePort, destinationPort }: Passing): Field[] => [
  [16, sourcePort],
  [16, destinationPort],
  [32],
  [32],
  [8],
  [8, SYN],
  [48],
]

/** What follows a header may be read as if it were part of it. */
const HEADERS: Record<Base, (packet: Passing) => Field[]> = {
  ll: ({ family, sourceMac }) => [[48], [48, macNumber(sourceMac ?? '')], [16, ETHER_TYPES[family]]],
  nh: (packet) => {
    const { family, source, destination } = packet
    const [from, to] = [source, destination].map((one) => (one === undefined ? undefined : addressNumber(one)))
    if (family === 6) return [[4, 6], [28], [16], [8, TCP], [8], [128, from], [128, to], ...tcp(packet)]
    const fragment: Field[] = [[1, 0], [1], [14, 0]]
    const rest: Field[] = [[8], [8, TCP], [16], [32, from], [32, to]]
    return [[4, 4], [4, 5], [8], [16], [16], ...fragment, ...rest, ...tcp(packet)]
  },
  th: tcp,
}

/** Rules read the same headers over and over. */
const built: Record<Base, WeakMap<Passing, Header>> = {
  ll: new WeakMap(),
  nh: new WeakMap(),
  th: new WeakMap(),
}

/** Bits of a header, counted from its start; undefined past its end. */
export function slice(packet: Passing, base: Base, offset: number, bits: number): Scalar | undefined {
  const header = headerOf(packet, base)
  const behind = header.bits - offset - bits
  if (behind < 0) return undefined
  const part = (all: bigint) => (all >> BigInt(behind)) & ones(bits)
  return { value: small(part(header.value)), unknown: part(header.unknown), why: 'that header is not known' }
}

function headerOf(packet: Passing, base: Base): Header {
  const known = built[base].get(packet)
  if (known) return known
  const header = { bits: 0, value: 0n, unknown: 0n }
  for (const [bits, value] of HEADERS[base](packet)) {
    header.bits += bits
    header.value = (header.value << BigInt(bits)) | BigInt(value ?? 0)
    header.unknown = (header.unknown << BigInt(bits)) | (value === undefined ? ones(bits) : 0n)
  }
  built[base].set(packet, header)
  return header
}
