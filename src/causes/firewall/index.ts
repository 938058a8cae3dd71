import type { Cause } from '../define.ts'
import { ufwDeny } from './ufw-deny.ts'

export const firewall: readonly Cause[] = [ufwDeny]
