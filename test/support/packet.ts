import type { Packet } from '../../src/firewall/packet.ts'

/** A client's first packet to sshd, as a host sees it come in. */
export const SYN = {
  family: 4,
  source: '203.0.113.7',
  destination: '192.0.2.10',
  sourcePort: undefined,
  destinationPort: 22,
  device: 'eth0',
  bridgePort: null,
  sourceMac: undefined,
  hostAddresses: ['192.0.2.10'],
} as const satisfies Packet
