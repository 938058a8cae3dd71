import { iptablesTables } from '../../../src/firewall/iptables/save.ts'
import { ipsets } from '../../../src/firewall/iptables/sets/sets.ts'
import type { Packet } from '../../../src/firewall/packet.ts'
import type { Table } from '../../../src/firewall/rules.ts'
import { type Trace, trace } from '../../../src/firewall/trace.ts'

export const packet4: Packet = {
  family: 4,
  source: '203.0.113.7',
  destination: '192.0.2.10',
  sourcePort: 50_000,
  destinationPort: 22,
  device: 'eth0',
  bridgePort: null,
  sourceMac: '52:54:00:aa:00:01',
  hostAddresses: ['127.0.0.1', '192.0.2.10', '10.0.4.10'],
}

export const packet6: Packet = {
  ...packet4,
  family: 6,
  source: '2001:db8:b::7',
  destination: '2001:db8:a::10',
  hostAddresses: ['::1', '2001:db8:a::10'],
}

export interface Asked {
  packet?: Partial<Packet>
  family?: 4 | 6
  sets?: string
}

export function tablesOf(save: string, { family = 4, sets = '' }: Asked = {}): Table[] {
  return iptablesTables(family === 4 ? 'iptables' : 'ip6tables', save, ipsets(sets))
}

/** What becomes of a packet by that output of iptables-save. */
export function traceBy(save: string, asked: Asked = {}): Trace {
  const packet = asked.family === 6 ? packet6 : packet4
  return trace({ ...packet, ...asked.packet }, tablesOf(save, asked))
}

/** Whether a rule with these tests takes the packet: `yes`, `no`, or why that cannot be told. */
export function matched(tests: string, asked: Asked = {}): string {
  const { verdict, decisions } = traceBy(`*filter\n:INPUT ACCEPT [0:0]\n-A INPUT ${tests} -j DROP\nCOMMIT\n`, asked)
  if (verdict === 'unclear') return decisions[0]?.because.join('; ') ?? ''
  return verdict === 'dropped' ? 'yes' : 'no'
}
