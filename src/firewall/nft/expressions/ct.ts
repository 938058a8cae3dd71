import type { Passing } from '../../packet.ts'
import type { Table } from '../../rules.ts'
import { addressNumber } from '../addresses.ts'
import { exactly, type Numeric, type Scalar, unsure, unsureOrAbsent } from '../scalar.ts'
import { type DataType, TYPES } from '../types.ts'
import { absent, type Expression, notModelled } from './expression.ts'
import { familyNumber } from './meta.ts'

const TCP = 6
const [INVALID, NEW, UNTRACKED] = [1, 8, 64]
const DNAT = 0x20n
/** NAT notes here that it has looked at the connection: set or not, depending on what else is loaded. */
const NAT_DONE = 0x180n

const SEEN = 'whether connection tracking has seen it is not known'

/** `{"key": "state"}`, `{"key": "ip saddr", "dir": "original"}` */
export function ct(key: string, direction: string | undefined, family: Table['family']): Expression {
  // A bridge tracks connections on its own, on some kernels.
  if (family === 'bridge') return notModelled(`ct ${key} on a bridge`)
  if (key === 'state') return { type: TYPES.state, read: state }
  if (key === 'helper') return absent(TYPES.integer)
  const known = direction === undefined ? OF_A_NEW_CONNECTION.get(key) : inTuple(key, direction, family)
  if (!known) return notModelled(`ct ${key}`)
  const [type, read] = known
  return { type, read: (packet) => ofTracked(packet, read) }
}

function state({ tracking }: Passing): Scalar {
  if (tracking === undefined || tracking === 'template') return unsure(SEEN, 7)
  return exactly({ none: INVALID, template: NEW, new: NEW, untracked: UNTRACKED }[tracking])
}

/** A packet that is not tracked has no connection to ask about. */
function ofTracked(packet: Passing, read: (packet: Passing) => Scalar | undefined): Scalar | undefined {
  if (packet.tracking === 'new') return read(packet)
  return packet.tracking === undefined || packet.tracking === 'template' ? unsureOrAbsent(SEEN) : undefined
}

type Reader = [DataType, (packet: Passing) => Scalar | undefined]

const OF_A_NEW_CONNECTION = new Map<string, Reader>([
  ['mark', [TYPES.mark, connectionMark]],
  ['direction', [TYPES.direction, () => exactly(0)]],
  ['status', [TYPES.status, status]],
  ['l3proto', [TYPES.family, familyNumber]],
  ['protocol', [TYPES.protocol, () => exactly(TCP)]],
  ...['expiration', 'zone', 'label', 'packets', 'bytes', 'avgpkt', 'id'].map((key): [string, Reader] => [
    key,
    [TYPES.integer, () => unsure(`ct ${key} is not known`)],
  ]),
])

function connectionMark({ connectionMark: mark }: Passing): Scalar {
  return mark === undefined ? unsure('the mark of its connection is not known', 32) : exactly(mark)
}

function status({ destination, destinationPort, sentTo }: Passing): Scalar {
  const changes = [destination === sentTo.address, destinationPort === sentTo.port]
  const unclear = destination === undefined || destinationPort === undefined
  const translated = !unclear && changes.includes(false)
  return {
    value: translated ? Number(DNAT) : 0,
    unknown: NAT_DONE | (unclear ? DNAT : 0n),
    why: 'what NAT has done is not known',
  }
}

/** The connection as it began (`original`), and what an answer of the host looks like (`reply`). */
function inTuple(key: string, direction: string, family: Table['family']): Reader | undefined {
  const original = direction === 'original'
  // `saddr` alone is of the table's family.
  const asked = key.startsWith('ip ') || (family === 'ip' && !key.startsWith('ip6 ')) ? 4 : 6
  switch (key.replace(/^ip6? /, '')) {
    case 'saddr':
      return address(key, asked, (packet) => (original ? packet.source : packet.destination))
    case 'daddr':
      return address(key, asked, (packet) => (original ? packet.sentTo.address : packet.source))
    case 'proto-src':
      return port(key, (packet) => (original ? packet.sourcePort : packet.destinationPort))
    case 'proto-dst':
      return port(key, (packet) => (original ? packet.sentTo.port : packet.sourcePort))
    case 'l3proto':
    case 'protocol':
      return OF_A_NEW_CONNECTION.get(key)
    default:
      return undefined
  }
}

function address(key: string, asked: 4 | 6, of: (packet: Passing) => string | undefined): Reader {
  const unknown = unsure(`ct ${key} is not known`)
  const read = (packet: Passing) => {
    const text = of(packet)
    if (packet.family !== asked) return undefined
    return orUnknown(text === undefined ? undefined : addressNumber(text), unknown)
  }
  return [asked === 4 ? TYPES.ipv4 : TYPES.ipv6, read]
}

function port(key: string, of: (packet: Passing) => number | undefined): Reader {
  const unknown = unsure(`ct ${key} is not known`, 16)
  return [TYPES.port, (packet) => orUnknown(of(packet), unknown)]
}

const orUnknown = (value: Numeric | undefined, unknown: Scalar): Scalar =>
  value === undefined ? unknown : exactly(value)
