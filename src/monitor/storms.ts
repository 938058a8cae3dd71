import ipaddr from 'ipaddr.js'
import { canonicalAddress, familyOf } from '../domain/address.ts'
import type { Common } from '../domain/alert.ts'

/** So many hosts with something in common that turn bad together are one alert. */
const STORM = 4

export interface Failing {
  name: string
  address: string
  vantage: string
  /** The last jump that leads to it. */
  jump?: string
}

export interface Group<T> {
  hosts: T[]
  common?: Common
}

/**
 * Hosts that turned bad together, put into groups that each become one alert: first those that share the narrowest thing, a
 * jump or a network, then those of one vantage. What is left stands alone.
 */
export function groupsOf<T extends Failing>(hosts: readonly T[]): Group<T>[] {
  const left = new Set(hosts)
  const storms = KINDS.flatMap(({ kind, of }) =>
    [...sharing([...left], of)].flatMap(([value, members]) => {
      if (members.length < STORM) return []
      for (const member of members) left.delete(member)
      return [{ hosts: members, common: { kind, value } }]
    }),
  )
  return [...storms, ...[...left].map((host) => ({ hosts: [host] }))]
}

function sharing<T>(hosts: readonly T[], of: (host: T) => string | undefined): Map<string, T[]> {
  const byValue = new Map<string, T[]>()
  for (const host of hosts) {
    const value = of(host)
    if (value !== undefined) byValue.set(value, [...(byValue.get(value) ?? []), host])
  }
  return byValue
}

/** Whether a host belongs to a storm with this in common. */
export function belongs(host: Failing, { kind, value }: Common): boolean {
  return KINDS.some((one) => one.kind === kind && one.of(host) === value)
}

const KINDS: { kind: Common['kind']; of: (host: Failing) => string | undefined }[] = [
  { kind: 'jump', of: ({ jump }) => jump },
  { kind: 'network', of: ({ address }) => networkOf(address) },
  { kind: 'vantage', of: ({ vantage }) => vantage },
]

/** The /24 or /64 of an address. */
function networkOf(text: string): string | undefined {
  const address = canonicalAddress(text)
  if (address === undefined) return undefined
  const length = familyOf(address) === 4 ? 24 : 64
  const base = ipaddr.parse(address).kind() === 'ipv4' ? ipaddr.IPv4 : ipaddr.IPv6
  return `${base.networkAddressFromCIDR(`${address}/${length}`).toString()}/${length}`
}
