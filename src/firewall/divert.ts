import { familyOf } from '../domain/address.ts'
import type { Passing } from './packet.ts'
import type { Verdict } from './rules.ts'

/** The packet after NAT of its destination: no other NAT chain is asked for it. */
export function divert(verdict: Extract<Verdict, { verdict: 'dnat' | 'redirect' }>, packet: Passing): Passing {
  const destinationPort = verdict.port ?? packet.destinationPort
  if (verdict.verdict === 'redirect')
    return { ...packet, destination: onlyAddress(packet), destinationPort, settled: true, forwarded: false }
  const { address = packet.destination } = verdict
  return { ...packet, destination: address, destinationPort, settled: true, forwarded: isElsewhere(address, packet) }
}

/** A redirected packet gets the first address of the device that it came in by: known when the host has but one. */
function onlyAddress({ hostAddresses, family }: Passing): string | undefined {
  const candidates = hostAddresses?.filter((one) => familyOf(one) === family && !/^(127\.|::1$|fe80:)/.test(one)) ?? []
  return candidates.length === 1 ? candidates[0] : undefined
}

function isElsewhere(address: string | undefined, { hostAddresses, destination }: Passing): boolean | undefined {
  if (address === destination) return false
  if (address === undefined || hostAddresses === undefined) return undefined
  return !hostAddresses.includes(address)
}
