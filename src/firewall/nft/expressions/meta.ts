import { familyOf } from '../../../domain/address.ts'
import type { Passing } from '../../packet.ts'
import type { Table } from '../../rules.ts'
import { deviceNumber } from '../addresses.ts'
import { ETHER_TYPES } from '../headers.ts'
import { exactly, type Scalar, unsure } from '../scalar.ts'
import { type DataType, TYPES } from '../types.ts'
import { absent, type Expression, notModelled } from './expression.ts'

const TCP = 6
const [ETHERNET, LOOPBACK] = [1, 772]

/** The number that the kernel calls a family by. */
export const familyNumber = ({ family }: Passing): Scalar => exactly(family === 4 ? 2 : 10)

const KNOWN = new Map<string, [DataType, (packet: Passing) => Scalar | undefined]>([
  ['l4proto', [TYPES.protocol, () => exactly(TCP)]],
  ['protocol', [TYPES.etherType, ({ family }) => exactly(ETHER_TYPES[family])]],
  ['mark', [TYPES.mark, ({ mark }) => (mark === undefined ? unsure('its mark is not known', 32) : exactly(mark))]],
  ['iifname', [TYPES.device, device]],
  ['iif', [TYPES.deviceIndex, device]],
  ['iiftype', [TYPES.deviceType, deviceType]],
  ['pkttype', [TYPES.packetType, () => exactly(0)]],
  // It goes out nowhere yet: the kernel reads no device, which has neither type nor group.
  ['oifname', [TYPES.device, () => exactly(0n)]],
  ['oif', [TYPES.deviceIndex, () => exactly(0n)]],
])

/** What is there for every packet, and cannot be told from the rules. */
const UNSURE = new Set(
  'length priority cpu random time hour day rtclassid nftrace iifgroup iifkind sdif sdifname'.split(' '),
)

/** Of no packet that has just come in: no program of the host has sent it, and it goes out nowhere yet. */
const ABSENT = new Set('skuid skgid cgroup oiftype oifgroup oifkind'.split(' '))

/** `{"key": "iifname"}` */
export function meta(key: string, family: Table['family']): Expression {
  if (key === 'nfproto') return { type: TYPES.family, read: familyIn(family) }
  const known = KNOWN.get(key)
  if (known) return { type: known[0], read: known[1] }
  if (ABSENT.has(key)) return absent(TYPES.integer)
  if (!UNSURE.has(key)) return notModelled(`meta ${key}`)
  const unknown = unsure(`meta ${key} is not known`)
  return { type: TYPES.integer, read: () => unknown }
}

function familyIn(family: Table['family']): Expression['read'] {
  if (family !== 'bridge' && family !== 'netdev') return familyNumber
  const own = exactly(family === 'bridge' ? 7 : 5)
  return () => own
}

function device(packet: Passing): Scalar {
  const name = packet.device
  const number = name === undefined ? undefined : deviceNumber(name)
  if (number !== undefined) return exactly(number)
  const unknown = unsure('the device that it comes in by is not known')
  const lo = deviceNumber('lo')
  return comesFromOutside(packet) && lo !== undefined ? { ...unknown, butNot: [lo] } : unknown
}

/** What the host sends to itself has one of its own addresses for a source, and nothing else comes in by `lo`. */
function comesFromOutside({ source, hostAddresses }: Passing): boolean {
  const own = familyOf(source) === 4 ? source.startsWith('127.') : source === '::1'
  return !own && hostAddresses !== undefined && !hostAddresses.includes(source)
}

function deviceType({ device: name, sourceMac }: Passing): Scalar {
  if (name === 'lo') return exactly(LOOPBACK)
  return sourceMac === undefined ? unsure('what kind of device it comes in by is not known', 16) : exactly(ETHERNET)
}
