import type { Family } from '../../../domain/address.ts'
import type { Answer } from '../../answer.ts'

/** What an element has between its commas. */
export type Part = 'ip' | 'net' | 'port' | 'iface' | 'mac' | 'mark' | 'set'

/** A set as `ipset save` prints it. Its elements stay text: a set may have a million, and is asked once or twice. */
export interface IpSet {
  name: string
  /** `net port` of `hash:net,port`. */
  parts: readonly Part[]
  /** Undefined for a type that has none: it takes both. */
  family: Family | undefined
  /** Bits of an address that count; undefined: all. */
  netmask: number | undefined
  markmask: number
  /** Its `add` lines are `text` from there to there. */
  text: string
  from: number
  to: number
  /** Why nothing can be said about its elements: a clause. */
  trouble: string | undefined
  /** Of a set that was too big to print: the one element that the host was asked for, in its parts as rules ask for them. */
  onlyAsked?: { values: string; why: string }
  /** What has been asked of it before. */
  answers: Map<string, Answer>
}

export type Sets = ReadonlyMap<string, IpSet>

/** `--match-set NAME src,dst`: by which side of the packet each part of an element is asked. */
export interface Asked {
  sides: readonly string[]
  /** An element marked `nomatch` is what matches then, and no other. */
  returnNomatch: boolean
}

const TYPES = new Set([
  'bitmap:ip',
  'bitmap:ip,mac',
  'bitmap:port',
  'hash:ip',
  'hash:ip,mac',
  'hash:ip,mark',
  'hash:ip,port',
  'hash:ip,port,ip',
  'hash:ip,port,net',
  'hash:mac',
  'hash:net',
  'hash:net,iface',
  'hash:net,net',
  'hash:net,port',
  'hash:net,port,net',
  'list:set',
])

const WITHOUT_FAMILY = ['bitmap:port', 'hash:mac', 'list:set']

/** Reads the output of `ipset save`: `create NAME TYPE …`, and after it `add NAME ELEMENT …` for each element. */
export function ipsets(save: string): Sets {
  const sets = new Map<string, IpSet>()
  let at = save.startsWith('create ') ? 0 : nextCreate(save, 0)
  while (at < save.length) {
    const next = nextCreate(save, at)
    const lineEnd = save.indexOf('\n', at)
    const from = lineEnd < 0 ? save.length : lineEnd + 1
    const set = created(save.slice(at, from).trimEnd(), { text: save, from, to: next })
    const known = set && sets.get(set.name)
    if (known) known.trouble = `ipset prints two sets ${known.name}`
    else if (set) sets.set(set.name, set)
    at = next
  }
  return sets
}

function nextCreate(save: string, after: number): number {
  const at = save.indexOf('\ncreate ', after)
  return at < 0 ? save.length : at + 1
}

function created(line: string, place: Pick<IpSet, 'text' | 'from' | 'to'>): IpSet | undefined {
  const words = line.split(' ').slice(1)
  const at = words.findIndex((word, index) => index > 0 && /^(bitmap|hash|list):/.test(word))
  if (at < 0) return undefined
  const [type = '', ...options] = words.slice(at)
  const option = (name: string): string | undefined => options[options.indexOf(name) + 1 || options.length]
  return {
    name: words.slice(0, at).join(' '),
    parts: type.slice(type.indexOf(':') + 1).split(',') as Part[],
    family: WITHOUT_FAMILY.includes(type) ? undefined : option('family') === 'inet6' ? 6 : 4,
    netmask: option('netmask') === undefined ? undefined : Number(option('netmask')),
    markmask: Number(option('markmask') ?? 0xffffffff),
    ...place,
    trouble: troubleWith(type, options),
    answers: new Map(),
  }
}

function troubleWith(type: string, options: readonly string[]): string | undefined {
  if (!TYPES.has(type)) return `sets of type ${type} are not modelled`
  const unusual = options.find((name) => name === 'bitmask' || (name === 'netmask' && !/^(hash|bitmap):ip$/.test(type)))
  return unusual && `${unusual} of a set of type ${type} is not modelled`
}
