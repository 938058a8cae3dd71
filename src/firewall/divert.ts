import { familyOf } from '../domain/address.ts'
import type { Passing } from './packet.ts'
import type { Verdict } from './rules.ts'

/** The packet after NAT of its destination: no other NAT chain is asked for it. */
export function divert(verdict: Extract<Verdict, { verdict: 'dnat' | 'redirect' }>, packet: Passing): Passing {
  const destinationPort = verdict.port ?? packet.destinationPort
  if (verdict.verdict === 'redirect')
    return { ...packet, destination: redirectedTo(packet), destinationPort, settled: true, forwarded: false }
  const { address = packet.destination } = verdict
  return { ...packet, destination: address, destinationPort, settled: true, forwarded: isElsewhere(address, packet) }
}

/** A redirected packet gets the first address of the device that it came in by; known too when the host has but one. */
function redirectedTo({ deviceAddresses, hostAddresses, family }: Passing): string | undefined {
  const [first] = deviceAddresses?.filter((one) => familyOf(one) === family && !one.startsWith('fe80:')) ?? []
  const candidates = hostAddresses?.filter((one) => familyOf(one) === family && !/^(127\.|::1$|fe80:)/.test(one)) ?? []
  return first ?? (candidates.length === 1 ? candidates[0] : undefined)
}

export const isLoopback = (address: string | undefined): boolean => /^(127\.|::1$)/.test(address ?? '')

function isElsewhere(
  address: string | undefined,
  { hostAddresses, destination, device }: Passing,
): boolean | undefined {
  if (address === destination) return false
  // Nothing from outside gets there, unless a setting has it so.
  if (isLoopback(address)) return device === 'lo' ? false : undefined
  if (address === undefined || hostAddresses === undefined) return undefined
  return !hostAddresses.includes(address)
}
