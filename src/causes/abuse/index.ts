import type { Cause } from '../define.ts'
import { fail2banBan } from './fail2ban-ban.ts'
import { fail2banRecidive } from './fail2ban-recidive.ts'
import { persourcePenalties } from './persource-penalties.ts'
import { tcpWrappersDeny } from './tcp-wrappers-deny.ts'

export const abuse: readonly Cause[] = [fail2banRecidive, fail2banBan, tcpWrappersDeny, persourcePenalties]
