import type { Cause } from '../define.ts'
import { dnsAaaaBrokenV6 } from './dns-aaaa-broken-v6.ts'
import { dnsNxdomain } from './dns-nxdomain.ts'
import { dnsResolverDown } from './dns-resolver-down.ts'
import { dnsStaleRecord } from './dns-stale-record.ts'
import { wrongPort } from './wrong-port.ts'

export const names: readonly Cause[] = [dnsResolverDown, dnsNxdomain, dnsStaleRecord, dnsAaaaBrokenV6, wrongPort]
