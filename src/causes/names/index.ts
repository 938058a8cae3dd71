import type { Cause } from '../define.ts'
import { dnsAaaaBrokenV6 } from './dns-aaaa-broken-v6.ts'
import { dnsNxdomain } from './dns-nxdomain.ts'

export const names: readonly Cause[] = [dnsNxdomain, dnsAaaaBrokenV6]
