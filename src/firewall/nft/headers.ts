import type { Passing } from '../packet.ts'
import { addressNumber } from './addresses.ts'
import { ones, type Scalar, small } from './scalar.ts'

/** The headers that a rule can look into: of the network (IP), and of the transport (TCP). */
export type Base = 'nh' | 'th'

/** One field of a header: its bits, and its value when it is known. */
type Field = [bits: number, value?: number | bigint | undefined]

interface Header {
  bits: number
  value: bigint
  unknown: bigint
}

const TCP = 6
const SYN = 2

/** A SYN without IP options or extension headers. Whether it may be fragmented on its way is not known, but it is not. */
const HEADERS: Record<Base, (packet: Passing) => Field[]> = {
  nh: ({ family, source, destination }) => {
    const addresses = [source, destination].map((one) => (one === undefined ? undefined : addressNumber(one)))
    if (family === 6) return [[4, 6], [28], [16], [8, TCP], [8], [128, addresses[0]], [128, addresses[1]]]
    const fragment: Field[] = [[1, 0], [1], [14, 0]]
    return [[4, 4], [4, 5], [8], [16], [16], ...fragment, [8], [8, TCP], [16], [32, addresses[0]], [32, addresses[1]]]
  },
  th: ({ sourcePort, destinationPort }) => [[16, sourcePort], [16, destinationPort], [32], [32], [8], [8, SYN], [48]],
}

/** Rules read the same headers over and over. */
const built: Record<Base, WeakMap<Passing, Header>> = { nh: new WeakMap(), th: new WeakMap() }

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
