import type { Cause } from '../define.ts'
import { connectionLimit } from './connection-limit.ts'
import { crowdsecBouncer } from './crowdsec-bouncer.ts'
import { firewallLostAfterReboot } from './firewall-lost-after-reboot.ts'
import { firewallTcpReset } from './firewall-tcp-reset.ts'
import { firewalldZone } from './firewalld-zone.ts'
import { ipsetBlock } from './ipset-block.ts'
import { iptablesDrop } from './iptables-drop.ts'
import { iptablesTailReject } from './iptables-tail-reject.ts'
import { nftablesDrop } from './nftables-drop.ts'
import { ufwDeny } from './ufw-deny.ts'
import { ufwLimit } from './ufw-limit.ts'

/** One rule decides about a packet: exactly one of these finds it. The first tells why a rule that would let it in is missing. */
export const firewall: readonly Cause[] = [
  firewallLostAfterReboot,
  ufwDeny,
  ufwLimit,
  firewalldZone,
  crowdsecBouncer,
  connectionLimit,
  ipsetBlock,
  iptablesTailReject,
  firewallTcpReset,
  iptablesDrop,
  nftablesDrop,
]
