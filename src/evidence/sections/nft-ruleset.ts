import type { Address } from '../../domain/address.ts'
import { ownerOf } from '../../firewall/owner.ts'
import type { Rules } from './iptables-save.ts'
import { covers, holding, isEverybody, once } from './members.ts'

/** One `table` of `nft list ruleset`: its lines by the chain or set that they stand in. */
interface Table {
  family: string
  name: string
  /** Whether nft itself says that iptables-nft wrote this table. */
  foreign: boolean
  chains: Map<string, string[]>
  sets: Map<string, string[]>
}

/** The rules of `nft list ruleset` that drop or reject. Tables that `isOthers` claims are left out. */
export function nftRules(
  ruleset: string,
  client: Address | undefined,
  isOthers: (family: string, table: string) => boolean,
): Rules {
  const tables = tablesOf(ruleset).filter(({ family, name, foreign }) => !foreign && !isOthers(family, name))
  const found = tables.map((table) => rulesOf(table, client))
  return {
    blocking: found.flatMap(({ blocking }) => blocking),
    dropPolicies: found.flatMap(({ dropPolicies }) => dropPolicies),
  }
}

/** nft prints one statement a line and indents by tabs: a table's parts by one, what is in them by two. */
function tablesOf(ruleset: string): Table[] {
  const tables: Table[] = []
  let foreign = false
  let part: string[] = []
  for (const line of ruleset.split('\n')) {
    // Most lines by far, where a set has a hundred thousand elements.
    if (line.startsWith('\t\t')) {
      part.push(line.trim())
      continue
    }
    const [, family, name] = /^table (\S+) (\S+) \{/.exec(line) ?? []
    if (family && name) tables.push({ family, name, foreign, chains: new Map(), sets: new Map() })
    foreign = /^# Warning: table .* is managed by iptables-nft/.test(line)
    part = openedPart(tables.at(-1), line) ?? part
  }
  return tables
}

function openedPart(table: Table | undefined, line: string): string[] | undefined {
  const [, kind, name] = /^\t(chain|set|map) (\S+) \{/.exec(line) ?? []
  if (!table || !kind || !name) return undefined
  const part: string[] = []
  if (kind === 'chain') table.chains.set(name, part)
  else table.sets.set(name, part)
  return part
}

function rulesOf(table: Table, client: Address | undefined): Rules {
  const label = `${table.family} ${table.name}`
  const sets = new Map(Array.from(table.sets, ([name, content]) => [name, elementsOf(content.join(' '))]))
  const names = (element: string) => client !== undefined && !isEverybody(element) && covers(element, client)
  const holdsClient = holding(sets, names)
  const mayBlock = once((map) => BLOCKING_ELEMENT.test((table.sets.get(map) ?? []).join(' ')))
  const rules: Rules = { blocking: [], dropPolicies: [] }
  for (const [chain, statements] of table.chains) {
    for (const text of statements) {
      if (/^type .* policy drop;/.test(text)) rules.dropPolicies.push({ tool: 'nft', table: label, chain })
      if (!blocks(text, mayBlock)) continue
      const owner = ownerOf(table.name, chain, /@(\S+)/.exec(text)?.[1] ?? '')
      rules.blocking.push({
        tool: 'nft',
        table: label,
        chain,
        text,
        owner,
        namesClient: namesClient(text, names, holdsClient),
      })
    }
  }
  return rules
}

const BLOCKING_ELEMENT = /: (drop|reject)\b/

/** A verdict of the rule itself, or of the map that it looks up: `ip saddr vmap { 203.0.113.7 : drop }`. */
function blocks(text: string, mayBlock: (map: string) => boolean): boolean {
  if (/^(type|policy|comment) /.test(text)) return false
  const bare = text.replace(/"[^"]*"/g, '')
  const looked = /vmap @(\S+)/.exec(bare)?.[1]
  return /\b(drop|reject)\b/.test(bare) || (looked !== undefined && mayBlock(looked))
}

/** Of each element, before what is said of it: `timeout 10m`. */
const FIRST_WORD = /(?:^|,)\s*([^\s,]+)/g

/** The elements of `elements = { 203.0.113.7 timeout 10m expires 9m, 10.0.0.0/8 : drop }`. */
function elementsOf(text: string): string[] {
  const [, list = ''] = /elements = \{([^}]*)\}/.exec(text) ?? []
  return Array.from(list.matchAll(FIRST_WORD), ([, element = '']) => element)
}

function namesClient(
  text: string,
  names: (element: string) => boolean,
  holdsClient: (set: string) => boolean,
): boolean {
  const [, negated, tested = ''] = /\bip6? saddr (!= )?(?:vmap )?(@\S+|\{[^}]*\}|\S+)/.exec(text) ?? []
  if (negated !== undefined || tested === '') return false
  if (tested.startsWith('@')) return holdsClient(tested.slice(1))
  return (tested.startsWith('{') ? elementsOf(`elements = ${tested}`) : [tested]).some(names)
}
