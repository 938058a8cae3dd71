import { type Answer, any, may } from '../../answer.ts'
import type { Passing } from '../../packet.ts'
import {
  addressFit,
  anyFit,
  closest,
  DEVICE,
  deviceFit,
  macFit,
  markFit,
  optionsOfElement,
  type PartFit,
  tcpFit,
  textFit,
} from './elements.ts'
import type { Asked, IpSet, Part, Sets } from './sets.ts'

/** Packets that are remembered for each set. */
const MOST_REMEMBERED = 100
/** The kernel allows no list in a list. */
const DEEPEST = 3

/** The sets as they were printed, and those that a rule may have changed since. */
export interface KnownSets {
  sets: Sets
  changedSets: ReadonlySet<string>
}

export function isInSet(name: string, asked: Asked, packet: Passing, known: KnownSets, depth = 0): Answer {
  if (isChanged(name, packet, known)) return may(`a rule before may have changed the set ${name}`)
  const set = known.sets.get(name)
  if (!set) return may(`the set ${name} was not printed`)
  if (set.trouble !== undefined) return may(set.trouble)
  if (set.parts[0] === 'set') {
    if (depth >= DEEPEST) return may(`the lists in ${name} are nested too deep to follow`)
    return any(membersOf(set).map((member) => isInSet(member, asked, packet, known, depth + 1)))
  }
  if (asked.sides.length < set.parts.length) return false
  if (set.family !== undefined && set.family !== packet.family) return false
  return isElement(set, asked, packet)
}

const isChanged = (name: string, packet: Passing, { changedSets }: KnownSets): boolean =>
  changedSets.has(name) && (packet.changedSets?.includes(name) ?? true)

/** The names in a `list:set`, one a line. */
const membersOf = ({ text, from, to, name }: IpSet): string[] =>
  text
    .slice(from, to)
    .split('\n')
    .filter((line) => line !== '')
    .map((line) =>
      line.slice(`add ${name} `.length).replace(/( timeout \d+| packets \d+ bytes \d+| comment ".*")*$/, ''),
    )

/** What the packet has for a part: null: it has none, so no element fits; undefined: it is not known. */
type Value = string | null | undefined

function isElement(set: IpSet, { sides, returnNomatch }: Asked, packet: Passing): Answer {
  const values = set.parts.map((part, at) => askedValue(part, sides[at] === 'src', packet))
  if (values.includes(null)) return false
  if (set.onlyAsked && set.onlyAsked.values !== values.join(',')) return may(set.onlyAsked.why)
  const key = `${returnNomatch} ${values.join(' ')}`
  const remembered = set.answers.get(key)
  if (remembered !== undefined) return remembered
  const answer = search(set, values, returnNomatch)
  if (set.answers.size >= MOST_REMEMBERED) set.answers.clear()
  set.answers.set(key, answer)
  return answer
}

function search(set: IpSet, values: readonly Value[], returnNomatch: boolean): Answer {
  const fits = set.parts.map((part, at) => fitOf(part, values[at], set))
  const found = closest(set, fits)
  if (!found) return false
  if ('trouble' in found) return may(found.trouble)
  if (set.parts.includes('iface') && values.every((value) => value !== undefined)) {
    const device = found.score % 256
    // Of the networks that hold the address only the smallest is asked for its devices.
    if (device === DEVICE.other) return false
    if (device === DEVICE.perhaps)
      return may(`which elements of ${set.name} are for the ports of bridges is not modelled`)
  }
  if (values.includes(undefined)) return may(`what the set ${set.name} asks for is not known`)
  const excepted = set.parts.includes('net') && optionsOfElement(set.text, found.elementEnd).includes('nomatch')
  return excepted === (returnNomatch && set.parts.includes('net'))
}

function askedValue(part: Part, fromSource: boolean, packet: Passing): Value {
  const { source, destination, sourcePort, destinationPort, sourceMac, device, mark } = packet
  switch (part) {
    case 'ip':
    case 'net':
      return fromSource ? source : destination
    case 'port':
      return (fromSource ? sourcePort : destinationPort)?.toString()
    case 'iface':
      return fromSource ? device : null
    case 'mac':
      if (device === 'lo') return null
      return fromSource ? sourceMac?.toLowerCase() : undefined
    default:
      return mark?.toString()
  }
}

function fitOf(part: Part, value: Value, set: IpSet): PartFit {
  if (value === undefined || value === null) return part === 'port' && set.parts.length > 1 ? tcpFit : anyFit
  switch (part) {
    case 'ip':
    case 'net':
      return addressFit(value, set)
    case 'port':
      return textFit(set.parts.length > 1 ? `tcp:${value}` : value)
    case 'iface':
      return deviceFit(value)
    case 'mac':
      return macFit(value)
    default:
      return markFit((Number(value) & set.markmask) >>> 0)
  }
}
