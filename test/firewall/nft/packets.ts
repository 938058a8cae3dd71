import { arriving, type Packet, type Passing } from '../../../src/firewall/packet.ts'
import type { Chain, Rule, Table } from '../../../src/firewall/rules.ts'
import { walk } from '../../../src/firewall/walk.ts'
import { SYN } from '../../support/packet.ts'

const KNOWN = { sourceMac: '52:54:00:aa:00:01', hostAddresses: ['192.0.2.10', '2001:db8:a::10'] } as const

/** A client's first packet, in both versions of IP. */
export const PACKETS = {
  4: { ...SYN, ...KNOWN },
  6: { ...SYN, ...KNOWN, family: 6, source: '2001:db8:b::7', destination: '2001:db8:a::10' },
} as const satisfies Record<4 | 6, Packet>

/** As chains after connection tracking see it. */
export const tracked = (packet: Packet): Passing => ({ ...arriving(packet), tracking: 'new' })

const place = ({ destination, destinationPort }: Passing): string => `${destination} ${destinationPort}`

/** What a rule does with the packet: `no`, `accept`, `may drop (limit counts packets)`, `reject 3/13`, `continue, mark 5`. */
export function outcome(table: Table, rule: Rule, packet: Passing): string {
  const chain: Chain = { name: 'asked', rules: [rule], kind: 'filter', policy: 'accept' }
  const { path, endings } = walk(table, chain, packet)
  const [station] = path
  const [ending] = endings
  if (station?.rule === undefined || ending === undefined) return 'no'
  const { rejection, after } = ending
  const code = rejection?.by === 'icmp' ? ` ${rejection.type}/${rejection.code}` : rejection ? ' reset' : ''
  return [
    `${station.may ? 'may ' : ''}${station.does}${code}`,
    after.mark === packet.mark ? '' : `, mark ${after.mark}`,
    after.connectionMark === packet.connectionMark ? '' : `, ct mark ${after.connectionMark}`,
    place(after) === place(packet) ? '' : `, to ${place(after)}`,
    station.may ? ` (${station.may})` : '',
  ].join('')
}
