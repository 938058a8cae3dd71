import type { Cause } from '../define.ts'
import { fail2banBan } from './fail2ban-ban.ts'
import { fail2banRecidive } from './fail2ban-recidive.ts'
import { logingraceExceeded } from './logingrace-exceeded.ts'
import { maxstartups } from './maxstartups.ts'
import { persourceMaxstartups } from './persource-maxstartups.ts'
import { persourcePenalties } from './persource-penalties.ts'
import { portKnocking } from './port-knocking.ts'
import { refuseConnection } from './refuse-connection.ts'
import { sshguardBlock } from './sshguard-block.ts'
import { tcpWrappersDeny } from './tcp-wrappers-deny.ts'

export const abuse: readonly Cause[] = [
  fail2banRecidive,
  fail2banBan,
  portKnocking,
  sshguardBlock,
  tcpWrappersDeny,
  refuseConnection,
  persourcePenalties,
  maxstartups,
  persourceMaxstartups,
  logingraceExceeded,
]
