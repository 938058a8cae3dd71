import ipaddr from 'ipaddr.js'
import { canonicalAddress, familyOf } from '../domain/address.ts'
import type { Alert, Common } from '../domain/alert.ts'

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
    if (value === undefined) continue
    const others = byValue.get(value)
    if (others) others.push(host)
    else byValue.set(value, [host])
  }
  return byValue
}

/** A storm takes in who has the same in common for so long after its last host: what fails later fails of itself. */
const STORM_GROWS_MS = 10 * 60_000

/** Whether a host that fails since then belongs to this storm. */
export function belongs(host: Failing, since: string, { common, hosts }: Pick<Alert, 'common' | 'hosts'>): boolean {
  if (!common) return false
  const newestMs = hosts.reduce((newest, one) => Math.max(newest, Date.parse(one.since)), 0)
  const isSoon = Date.parse(since) - newestMs < STORM_GROWS_MS
  return isSoon && KINDS.some(({ kind, of }) => kind === common.kind && of(host) === common.value)
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
