// What rules compare with: the packets of the playground are among it often enough.
import fc from 'fast-check'
import { DEVICES, HOST_ADDRESSES, PORTS, SOURCE_MACS, SOURCES } from '../../places.ts'

export type Version = 4 | 6

export const one = <T>(...values: readonly T[]): fc.Arbitrary<T> => fc.constantFrom(...values)

export const some = (values: readonly string[], most = 4): fc.Arbitrary<string[]> =>
  fc.subarray([...values], { minLength: 1, maxLength: Math.min(most, values.length) })

export const ADDRESSES: Record<Version, readonly string[]> = {
  4: [...SOURCES[4], ...HOST_ADDRESSES[4]],
  6: [...SOURCES[6], ...HOST_ADDRESSES[6]],
}

/** None has an address of another. */
const DISJOINT: Record<Version, readonly string[]> = {
  4: [
    '203.0.113.7',
    '203.0.113.8-203.0.113.99',
    '203.0.113.128/25',
    '198.51.100.0/24',
    '10.0.0.0-10.0.255.255',
    '10.1.0.0/16',
    '172.16.0.0/12',
    '192.168.1.20',
    '192.0.2.10',
  ],
  6: [
    '2001:db8:b::7',
    '2001:db8:b::8-2001:db8:b::ff',
    '2001:db8:b:1::/64',
    '2001:db8:c::/48',
    'fd00:4::/32',
    'fd00:1:2::3',
    'fd00:17::1-fd00:17::99',
    '2a00::/12',
    '2001:db8:a::10',
  ],
}

export const NETWORKS = DISJOINT

export const network = (version: Version): fc.Arbitrary<string> => one(...DISJOINT[version], ...SOURCES[version])

export const MASKS: Record<Version, readonly string[]> = {
  4: [
    '& 255.255.255.0 == 203.0.113.0',
    '& 255.0.0.0 == 10.0.0.0',
    '& 0.0.0.1 == 0.0.0.1',
    '& 0.0.0.7 != 0.0.0.7',
    '> 100.0.0.0',
    '<= 198.51.100.23',
  ],
  6: ['& ffff:ffff:ffff:: == 2001:db8:b::', '& ::1 == ::1', '& ::f != ::7', '> 2001:db8:b::8', '<= fd00::'],
}

export const PORT_RANGES = ['22', '80', '100-400', '443', '1024-2222', '8000-9000', '10022-65535']
export const port = one(...PORTS.map(String), ...PORT_RANGES)

export const DEVICE_NAMES = [...DEVICES.map(({ name }) => name), 'lo']
export const device = one(
  ...DEVICE_NAMES.map((name) => `"${name}"`),
  '"eth*"',
  '"en*"',
  '"eth1"',
  '"*0"'.replace('*', 'br'),
)

export const MACS = [...SOURCE_MACS, '52:54:00:aa:00:03']

export const MARKS = ['0x0', '0x1', '0x10', '0x11', '0xff00', '0x80000000']
export const mark = one(...MARKS)

/** Where rules stand: what may be asked depends on it. */
export type Family = 'ip' | 'ip6' | 'inet' | 'netdev' | 'bridge'

export const versionsOf = (family: Family): Version[] => (family === 'ip' ? [4] : family === 'ip6' ? [6] : [4, 6])

export const not = one('', '', '!= ')
export const among = (values: readonly string[]): fc.Arbitrary<string> =>
  some(values).map((list) => `{ ${list.join(', ')} }`)

/** The named sets that rules may ask; sets.ts fills them. */
export const nameOf = (kind: string, version: Version): string => `${kind}${version}`
