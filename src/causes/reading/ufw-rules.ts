import { type Address, canonicalAddress } from '../../domain/address.ts'
import type { UfwRule } from '../../domain/inside.ts'

/** Whether a rule is about packets from this one address, whatever the port: as a ban is. */
export const namesExactly = ({ direction, from }: UfwRule, client: Address): boolean =>
  direction === 'IN' && canonicalAddress(from.replace(/\s*\(v6\)/g, '').trim()) === client
