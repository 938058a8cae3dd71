// The one host that the rules are loaded on and those who knock there: all that grammars may name in rules.
import type { Address } from '../../src/domain/address.ts'

/** The host's devices. The last one is a bridge, whose packets come in by its port. */
export const DEVICES = [
  { name: 'eth0', bridgePort: null, mac: '52:54:00:00:00:10', address4: '192.0.2.10', address6: '2001:db8:a::10' },
  { name: 'ens4', bridgePort: null, mac: '52:54:00:00:00:11', address4: '10.0.4.10', address6: 'fd00:4::10' },
  { name: 'br0', bridgePort: 'port0', mac: '52:54:00:00:00:12', address4: '172.17.0.1', address6: 'fd00:17::1' },
] as const

/** By which answers leave, whoever asked. */
export const WAY_BACK = DEVICES[0].name

export const HOST_ADDRESSES: Record<4 | 6, readonly Address[]> = {
  4: DEVICES.map(({ address4 }) => address4),
  6: DEVICES.map(({ address6 }) => address6),
}

/** Who sends: some share a network with others, so that a rule for a network takes several of them. */
export const SOURCES = {
  4: [
    '203.0.113.7',
    '203.0.113.8',
    '203.0.113.200',
    '198.51.100.23',
    '10.0.4.77',
    '10.1.2.3',
    '172.17.0.9',
    '192.168.1.20',
  ],
  6: [
    '2001:db8:b::7',
    '2001:db8:b::8',
    '2001:db8:b:1::c8',
    '2001:db8:c::23',
    'fd00:4::77',
    'fd00:1:2::3',
    'fd00:17::9',
    '2a00:1450::14',
  ],
} as const

/** A place that is none of the host's, and reached through its gateway: where DNAT may send a packet on. */
export const ELSEWHERE = { 4: '192.168.77.5', 6: 'fd00:77::5' } as const

/** Ports where the host listens, so that a reset is always a rule's. */
export const PORTS = [22, 2222, 80, 443, 8022, 10022] as const

export const SOURCE_MACS = ['52:54:00:aa:00:01', '52:54:00:aa:00:02'] as const

/** Source ports that packets use: never one twice within minutes, so that each is a connection of its own. */
export const SOURCE_PORTS = { first: 1024, last: 65_535 } as const
