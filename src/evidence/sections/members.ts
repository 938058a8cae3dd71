import ipaddr from 'ipaddr.js'
import { type Address, canonicalAddress, familyOf, inNetwork } from '../../domain/address.ts'
import { isIn, networkOf, wordsOf } from '../../firewall/iptables/bits.ts'

/** The members of a set by its name: addresses, networks and ranges (`a-b`) as the tool wrote them. */
export type Members = ReadonlyMap<string, readonly string[]>

/** As the tools write it, which is the one canonical spelling. */
const PLAIN_4 = /^[\d.]+$/

/** Whether the address is the element, lies in its network (`10.0.0.0/8`) or in its range (`10.0.0.1-10.0.0.9`). */
export function covers(element: string, address: Address): boolean {
  if (element === address) return true
  const family = familyOf(address)
  // Lists have tens of thousands of elements: those of the other version of IP, and plain ones, must cost nothing.
  if (family === 4 && (PLAIN_4.test(element) || (element.includes(':') && !/^::ffff:/i.test(element)))) return false
  const network = networkOf(element, family)
  const words = network && wordsOf(address, family)
  if (network && words) return isIn(words, network)
  const [from = '', to] = element.split('-')
  if (to === undefined) return inNetwork(address, element)
  const first = canonicalAddress(from)
  const last = canonicalAddress(to)
  if (!first || !last || familyOf(first) !== familyOf(address) || familyOf(last) !== familyOf(address)) return false
  return compare(first, address) <= 0 && compare(address, last) <= 0
}

/** Whether a set of that name has the client in it: asked once a set, however many rules name it. */
export const holding = (sets: Members, isIt: (element: string) => boolean): ((name: string) => boolean) =>
  once((name) => (sets.get(name) ?? []).some(isIt))

/** Remembers the answer for each name. */
export function once(ask: (name: string) => boolean): (name: string) => boolean {
  const known = new Map<string, boolean>()
  return (name) => {
    const answer = known.get(name) ?? ask(name)
    known.set(name, answer)
    return answer
  }
}

/** Every IPv4 address, or every IPv6 address: such an element names nobody. */
export const isEverybody = (element: string): boolean => /^(0\.0\.0\.0|::)\/0$/.test(element)

function compare(a: Address, b: Address): number {
  const left = ipaddr.parse(a).toByteArray()
  const right = ipaddr.parse(b).toByteArray()
  const index = left.findIndex((byte, at) => byte !== right[at])
  return index === -1 ? 0 : (left[index] ?? 0) - (right[index] ?? 0)
}
