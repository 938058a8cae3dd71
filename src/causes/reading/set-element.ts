import { type Address, familyOf, inNetwork } from '../../domain/address.ts'
import type { Answered } from '../../domain/observation.ts'
import type { IpSet } from '../../firewall/iptables/sets/sets.ts'
import { fieldsOf, listOf, wholeNumberOf, wrapped } from '../../firewall/nft/json.ts'
import { ipsetsOf } from './big-sets.ts'
import type { KeptOut } from './kept-out.ts'
import { setsOfSources } from './rule-cause.ts'

type Firewall = Answered<'firewall'>

/** An element of a set that is one address and no more, with all that is needed to put it back. */
export interface Element {
  /** `ipset`, or the table of nft that the set belongs to: `inet filter`. */
  table: string
  set: string
  /** How long it would still have been in there; undefined where the set keeps no time for it. 0: for ever. */
  leftS: number | undefined
}

/** The element by which the rule keeps the client out; none where a network covers it, or where taking it out would lose more. */
export function elementOf({ at }: KeptOut, client: Address, firewall: Firewall): Element | undefined {
  const sets = setsOfSources(at.rule?.text ?? '')
  const find = at.tool === 'nft' ? (set: string) => inNft(at.table, set, client, firewall) : inIpset(client, firewall)
  return sets.map(find).find((element) => element !== undefined)
}

const inIpset =
  (client: Address, firewall: Firewall) =>
  (name: string): Element | undefined => {
    const set = ipsetsOf(firewall).get(name)
    const added = set && isWhole(set) ? set.text.slice(set.from, set.to).matchAll(/^add \S+ (\S+)(.*)$/gm) : []
    const [only, ...others] = Array.from(added).filter(([, element = '']) => inNetwork(client, element))
    const [, element = '', options = ''] = only ?? []
    if (others.length > 0 || !isAlone(element, client)) return undefined
    // A comment or a mark would be lost on the way back; counters may be.
    const [isPlain, left] = /^(?: timeout (\d{1,10}))?(?: packets \d+ bytes \d+)?$/.exec(options) ?? []
    if (isPlain === undefined) return undefined
    return { table: 'ipset', set: name, leftS: left === undefined ? undefined : Number(left) }
  }

/** All of it was printed, and an element is what it says. */
const isWhole = ({ trouble, onlyAsked, netmask }: IpSet): boolean =>
  trouble === undefined && !onlyAsked && netmask === undefined

const isAlone = (element: string, client: Address): boolean =>
  element === client || element === `${client}/${familyOf(client) === 6 ? 128 : 32}`

/** What nft prints for a set: of one that was too long to send nothing is known. */
function inNft(place: string, name: string, client: Address, firewall: Firewall): Element | undefined {
  const printed = firewall.commands.find(({ command, exit }) => exit === 0 && / -j -a list ruleset$/.test(command))
  const set = printed && setIn(printed.output, place, name)
  for (const element of listOf(set?.elem)) {
    if (element === client) return { table: place, set: name, leftS: undefined }
    const { val, expires, timeout, ...more } = fieldsOf(fieldsOf(element)?.elem) ?? {}
    if (val !== client) continue
    const isPlain = Object.keys(more).every((key) => key === 'counter')
    return isPlain ? { table: place, set: name, leftS: wholeNumberOf(expires) ?? wholeNumberOf(timeout) } : undefined
  }
  return undefined
}

function setIn(json: string, place: string, name: string) {
  const line = json.split('\n').find((one) => one.startsWith('{"nftables"')) ?? json
  for (const one of listOf(fieldsOf(JSON.parse(line))?.nftables)) {
    const [kind, body] = wrapped(one) ?? []
    const fields = kind === 'set' ? fieldsOf(body) : undefined
    if (fields?.name === name && `${fields.family} ${fields.table}` === place) return fields
  }
  return undefined
}
