import type { Cause } from '../define.ts'
import { dnsNxdomain } from './dns-nxdomain.ts'

export const names: readonly Cause[] = [dnsNxdomain]
