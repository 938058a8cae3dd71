import { canonicalAddress, familyOf } from '../../../domain/address.ts'
import type { Passing } from '../../packet.ts'
import type { OneOf, Step, Verdict } from '../../rules.ts'
import { addressNumber, ipv4Text } from '../addresses.ts'
import { compileKey } from '../expressions/compile.ts'
import { fieldsOf, listOf, textsOf, wholeNumberOf } from '../json.ts'
import { lookUp } from '../lookup.ts'
import type { Scope } from '../scope.ts'
import type { Found } from '../search.ts'
import { oneOf } from './verdicts.ts'

/** What a place may be; 'unclear' when there are too many, or it is not understood. Undefined stays as it is. */
type Places<T> = readonly (T | undefined)[] | 'unclear'

/** More than these are not told one by one. */
const MOST_PLACES = 16

const STAYS: Found = { data: [undefined], orNothing: false, why: '' }

/** `{"addr": "10.0.0.5", "port": 22}`, each a constant, a range or a map. */
export function dnat(body: unknown, scope: Scope): Step[] {
  const { family, addr, port, flags } = fieldsOf(body) ?? {}
  const [address, toPort] = [source(addr, scope), source(port, scope)]
  const wanted = family === 'ip' ? 4 : family === 'ip6' ? 6 : undefined
  const random = textsOf(flags).includes('random')
  return [
    { test: (packet) => wanted === undefined || packet.family === wanted },
    { decide: (packet) => translated(address(packet), toPort(packet), { packet, random, redirect: false }) },
  ]
}

/** `null` or `{"port": 2222}` */
export function redirect(body: unknown, scope: Scope): Step[] {
  const { port, flags } = fieldsOf(body) ?? {}
  const toPort = source(port, scope)
  const random = textsOf(flags).includes('random')
  return [{ decide: (packet) => translated(STAYS, toPort(packet), { packet, random, redirect: true }) }]
}

function source(json: unknown, scope: Scope): (packet: Passing) => Found {
  const { key, data } = fieldsOf(fieldsOf(json)?.map) ?? {}
  if (data !== undefined) return lookUp(compileKey(key, scope), data, scope)
  const found = { data: [json], orNothing: false, why: '' }
  return () => found
}

interface Nat {
  packet: Passing
  random: boolean
  redirect: boolean
}

function translated(address: Found, port: Found, nat: Nat): Verdict | OneOf | undefined {
  const verdicts = address.data.flatMap((to) => port.data.flatMap((toPort) => verdictsFor(to, toPort, nat)))
  const why = [address.why, port.why].find(Boolean) ?? 'NAT picks one of several'
  const orNothing = address.orNothing || port.orNothing
  return oneOf(orNothing ? [...verdicts, undefined] : verdicts, why)
}

function verdictsFor(to: unknown, toPort: unknown, nat: Nat): Verdict[] {
  // `dnat ip to tcp dport map { 22 : 10.0.0.5 . 2222 }`
  const [host, ownPort] = listOf(fieldsOf(to)?.concat)
  const addresses = addressesIn(host ?? to)
  const ports = portsIn(ownPort ?? toPort, nat)
  if (addresses === 'unclear' || ports === 'unclear' || addresses.length * ports.length > MOST_PLACES)
    return [{ verdict: 'unknown', why: 'where its NAT sends the packet is not understood' }]
  return addresses.flatMap((address) =>
    ports.map((port): Verdict => (nat.redirect ? { verdict: 'redirect', port } : { verdict: 'dnat', address, port })),
  )
}

function addressesIn(json: unknown): Places<string> {
  if (json === undefined) return [undefined]
  const { range, prefix } = fieldsOf(json) ?? {}
  const { addr, len } = fieldsOf(prefix) ?? {}
  if (Array.isArray(range)) return addressRange(range[0], range[1])
  const text = typeof addr === 'string' ? addr : json
  const address = typeof text === 'string' ? canonicalAddress(text) : undefined
  if (address === undefined) return 'unclear'
  return prefix === undefined || len === (familyOf(address) === 4 ? 32 : 128) ? [address] : 'unclear'
}

function addressRange(first: unknown, last: unknown): Places<string> {
  if (typeof first !== 'string' || typeof last !== 'string') return 'unclear'
  if (first === last) return addressesIn(first)
  const [from, to] = [addressNumber(first), addressNumber(last)]
  if (typeof from !== 'number' || typeof to !== 'number' || first.includes(':') || last.includes(':')) return 'unclear'
  return to - from < MOST_PLACES
    ? Array.from({ length: to - from + 1 }, (_, index) => ipv4Text(from + index))
    : 'unclear'
}

function portsIn(json: unknown, { packet, random }: Nat): Places<number> {
  if (json === undefined) return [undefined]
  const one = wholeNumberOf(json)
  if (one !== undefined) return [one]
  const { range } = fieldsOf(json) ?? {}
  const [from, to] = listOf(range).map(wholeNumberOf)
  const port = packet.destinationPort
  if (from === undefined || to === undefined || port === undefined) return 'unclear'
  // A port that is among them already stays.
  if (!random && from <= port && port <= to) return [undefined]
  return to - from < MOST_PLACES ? Array.from({ length: to - from + 1 }, (_, index) => from + index) : 'unclear'
}
