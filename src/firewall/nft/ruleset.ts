import type { Family } from '../../domain/address.ts'
import { atOnce, type Pieces } from '../pieces.ts'
import type { Chain, Hook, Rule, Table } from '../rules.ts'
import { describe } from './describe.ts'
import { type Fields, fieldsOf, listOf, textOf, textsOf, wholeNumberOf, wrapped } from './json.ts'
import type { Elements, Scope } from './scope.ts'
import { changeIn, counting } from './statements/dynamic.ts'
import { stepsOf } from './statements/steps.ts'
import { type Texts, textsIn } from './text.ts'
import { tracks } from './tracks.ts'

export interface NftOptions {
  /** Tables whose rules are read elsewhere: iptables-nft keeps its own in nft's tables, and iptables-save prints them better. */
  leaveOut?: (table: Pick<Table, 'family' | 'name'>) => boolean
  /** For output without elements (`nft -t`): what is known of a set all the same. */
  unprinted?: (table: Pick<Table, 'family' | 'name'>, set: string) => Unprinted
}

/** A set whose elements were not printed, and why; the host may have been asked for some of them. */
export interface Unprinted {
  why: string
  has: readonly unknown[]
  lacks: readonly unknown[]
}

const FAMILIES = ['ip', 'ip6', 'inet', 'netdev', 'bridge'] as const
const HOOKS = ['ingress', 'prerouting', 'input'] as const
const PRIORITIES: Record<string, number> = {
  raw: -300,
  mangle: -150,
  dstnat: -100,
  filter: 0,
  security: 50,
  srcnat: 100,
}

/**
 * The tables of `nft -j -a list ruleset`. `text`, of `nft -a list ruleset`, has the rules in the words that people know, and what the
 * JSON of older versions leaves out; it may be empty. Throws an Error when the JSON is none, or not of that shape.
 */
export const nftTables = (json: string, text: string, options: NftOptions = {}): Table[] =>
  atOnce(readNft(json, text, options))

/** The same, a rule at a time. */
export function* readNft(json: string, text: string, options: NftOptions): Pieces<Table[]> {
  const { leaveOut = () => false, unprinted } = options
  const drafts = yield* draftsIn(objectsIn(json), leaveOut)
  const texts = textsIn(text)
  const tables: Table[] = []
  for (const draft of drafts.values()) tables.push(yield* tableOf(draft, texts, (set) => unprinted?.(draft, set)))
  return tables
}

/** A table with what belongs to it, as printed. */
interface Draft {
  family: Table['family']
  name: string
  dormant: boolean
  chains: Map<string, { fields: Fields; rules: Fields[] }>
  sets: Map<string, Fields>
  tracks: Set<Family>
}

function objectsIn(json: string): [kind: string, fields: Fields][] {
  const { nftables } = fieldsOf(parsed(json)) ?? {}
  if (!Array.isArray(nftables)) throw new Error('nft printed JSON without a list "nftables"')
  return nftables.flatMap((one) => {
    const [kind, body] = wrapped(one) ?? []
    const fields = fieldsOf(body)
    return kind !== undefined && fields ? [[kind, fields] as [string, Fields]] : []
  })
}

function parsed(json: string): unknown {
  try {
    return JSON.parse(json)
  } catch (cause) {
    // 1.0.6 may stop in the middle of a table that is dormant.
    throw new Error(`nft printed no JSON, or not to its end: ${json.slice(0, 60)}`, { cause })
  }
}

function* draftsIn(
  objects: readonly [string, Fields][],
  leaveOut: (table: Draft) => boolean,
): Pieces<Map<string, Draft>> {
  const drafts = new Map<string, Draft>()
  for (const [kind, fields] of objects) if (kind === 'table') addTable(fields, drafts, leaveOut)
  // nft 1.1 prints chains before sets, and 1.0 after them: but both before the rules.
  for (const [kind, fields] of objects) {
    const draft = drafts.get(`${fields.family} ${fields.table}`)
    if (draft) addTo(draft, kind, fields)
    yield
  }
  return drafts
}

function addTo(draft: Draft, kind: string, fields: Fields): void {
  const name = textOf(fields.name)
  const tracked = tracks(kind === 'rule' ? fields.expr : { [kind]: null }, draft.family)
  for (const version of tracked) draft.tracks.add(version)
  if (kind === 'rule') addRule(fields, draft)
  if (name === undefined) return
  if (kind === 'chain') draft.chains.set(name, { fields, rules: [] })
  if (kind === 'set' || kind === 'map') draft.sets.set(name, fields)
}

function addTable(fields: Fields, drafts: Map<string, Draft>, leaveOut: (table: Draft) => boolean): void {
  const family = FAMILIES.find((one) => one === fields.family)
  const name = textOf(fields.name)
  // ARP is not asked for TCP.
  if (!family || name === undefined) return
  // 1.0.6 prints but the first letter of a flag.
  const dormant = textsOf(fields.flags).some((flag) => flag === 'dormant' || flag === 'd')
  const draft = { family, name, dormant, chains: new Map(), sets: new Map(), tracks: new Set<Family>() }
  if (!leaveOut(draft)) drafts.set(`${family} ${name}`, draft)
}

function addRule(fields: Fields, { family, name, chains }: Draft): void {
  const chain = chains.get(textOf(fields.chain) ?? '')
  if (!chain || !Array.isArray(fields.expr))
    throw new Error(`nft printed a rule of ${family} ${name} that has no chain or no statements`)
  chain.rules.push(fields)
}

function* tableOf(draft: Draft, texts: Texts, unprinted: (set: string) => Unprinted | undefined): Pieces<Table> {
  const { family, name } = draft
  const scope = { family, sets: setsOf(draft, unprinted) }
  const dormant = draft.dormant || texts.isDormant(draft)
  const chains = new Map<string, Chain>()
  for (const [chain, { fields, rules }] of draft.chains) {
    const hook = dormant ? undefined : hookOf(fields, () => texts.devicesOf(draft, chain))
    chains.set(chain, {
      name: chain,
      rules: yield* rulesOf(rules, scope, (handle) => texts.ruleOf(draft, chain, handle)),
      ...(hook && { hook }),
      kind: fields.type === 'nat' ? 'nat' : 'filter',
      policy: fields.policy === 'drop' ? 'drop' : 'accept',
    })
  }
  return { tool: 'nft', family, name, chains, tracks: [...draft.tracks] }
}

function* rulesOf(printed: readonly Fields[], scope: Scope, text: (handle: number) => string | undefined) {
  const rules: Rule[] = []
  for (const fields of printed) {
    rules.push(ruleOf(fields, rules.length + 1, scope, text))
    yield
  }
  return rules
}

function hookOf({ hook, prio, dev }: Fields, fromText: () => readonly string[] | undefined): Hook | undefined {
  const name = HOOKS.find((one) => one === hook)
  if (!name) return undefined
  const priority = wholeNumberOf(prio) ?? PRIORITIES[String(prio)]
  if (priority === undefined)
    throw new Error(`nft printed a chain of the priority ${JSON.stringify(prio)?.slice(0, 60)}`)
  // 1.0.6 names no devices in JSON.
  const devices = dev === undefined ? fromText() : textsOf(dev)
  return { name, priority, ...(name === 'ingress' && devices && { devices }) }
}

function ruleOf(
  { expr, handle }: Fields,
  number: number,
  scope: Scope,
  text: (handle: number) => string | undefined,
): Rule {
  const own = wholeNumberOf(handle)
  const statements = listOf(expr)
  return {
    text: (own === undefined ? undefined : text(own)) ?? describe(statements),
    number,
    handle: own,
    steps: stepsOf(statements, scope),
  }
}

function setsOf({ chains, sets }: Draft, unprinted: (set: string) => Unprinted | undefined): Map<string, Elements> {
  const changes = Array.from(chains.values(), ({ rules }) =>
    rules.flatMap(({ expr }) => listOf(expr).map(changeIn)),
  ).flat()
  const [filled, emptied] = [true, false].map(
    (adds) => new Set(changes.filter((change) => change?.adds === adds).map((change) => change?.set)),
  )
  const counted = new Set(changes.filter((change) => change?.counts).map((change) => change?.set))
  return new Map(
    Array.from(sets, ([name, { elem, stmt, map }]): [string, Elements] => [
      name,
      {
        ...(elem === undefined ? unprintedElements(unprinted(name), map !== undefined) : { list: listOf(elem) }),
        counts: counting(stmt) || counted.has(name),
        ...(filled?.has(name) && { perhapsMore: `rules add to @${name} while packets pass`, lacks: [] }),
        ...(emptied?.has(name) && { perhapsLess: `rules take out of @${name} while packets pass` }),
      },
    ]),
  )
}

/** A map may lead anywhere then. A set that rules fill may hold by now what it lacked: what is said of that afterwards counts. */
function unprintedElements(known: Unprinted | undefined, isMap: boolean): Elements {
  if (!known) return { list: [] }
  const { why: perhapsMore, has, lacks } = known
  return isMap ? { list: [['*', undefined]], perhapsMore } : { list: has, lacks, perhapsMore }
}
