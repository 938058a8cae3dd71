import type { Cause } from './define.ts'
import { dnsNxdomain } from './dns-nxdomain.ts'
import { fail2banBan } from './fail2ban-ban.ts'
import { fail2banRecidive } from './fail2ban-recidive.ts'
import { hostDownL2 } from './host-down-l2.ts'
import { hostkeyChanged } from './hostkey-changed.ts'
import { persourcePenalties } from './persource-penalties.ts'
import { sshdHung } from './sshd-hung.ts'
import { sshdStopped } from './sshd-stopped.ts'
import { tcpWrappersDeny } from './tcp-wrappers-deny.ts'
import { ufwDeny } from './ufw-deny.ts'
import { userNotAllowed } from './user-not-allowed.ts'
import { wrongPortListening } from './wrong-port-listening.ts'

/** Every cause, the more basic first: among findings that are equally sure, the earlier one is the answer. */
export const causes: readonly Cause[] = [
  dnsNxdomain,
  hostDownL2,
  wrongPortListening,
  sshdStopped,
  sshdHung,
  hostkeyChanged,
  fail2banRecidive,
  fail2banBan,
  ufwDeny,
  tcpWrappersDeny,
  userNotAllowed,
  persourcePenalties,
]
