import { type Address, familyOf } from '../../domain/address.ts'

/** Documentation's own networks: no rule that is meant for somebody names them. */
const STRANGER = { 4: '192.0.2.201', 6: '2001:db8:ffff:ffff::201' } as const

/** An address that no rule names, of the family of this one. */
export const strangerLike = (address: Address): Address => STRANGER[familyOf(address)]
