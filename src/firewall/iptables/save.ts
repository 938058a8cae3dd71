import type { Family } from '../../domain/address.ts'
import { atOnce, type Pieces } from '../pieces.ts'
import type { Chain, Hook, Rule, Step, Table } from '../rules.ts'
import { readHead } from './head.ts'
import { hooksOf } from './hooks.ts'
import { matchReader } from './matches/index.ts'
import type { Reading } from './reading.ts'
import type { Sets } from './sets/sets.ts'
import { targetReader } from './targets/index.ts'
import { excerpt, lineOfTokens, type Token } from './tokens.ts'
import { tracks } from './tracks.ts'
import { type WrittenRule, writtenRule } from './written.ts'

type Tool = 'iptables' | 'ip6tables'

interface GrowingChain extends Chain {
  rules: Rule[]
}

interface GrowingTable extends Table {
  chains: Map<string, GrowingChain>
  tracks: Family[]
}

interface Reader extends Reading {
  hooks: ReadonlyMap<string, Hook>
}

const FAMILIES = { iptables: 'ip', ip6tables: 'ip6' } as const

/**
 * Reads what `iptables-save -c` or `ip6tables-save -c` prints, of either kind of iptables, with or without counters. Never
 * throws: where a table has a line that is none of iptables', or ends in the middle, all its chains end with a rule that says
 * so and whose verdict is unknown.
 */
export const iptablesTables = (tool: Tool, save: string, sets: Sets): Table[] => atOnce(readIptables(tool, save, sets))

/** The same, a line at a time. */
export function* readIptables(tool: Tool, save: string, sets: Sets): Pieces<Table[]> {
  const tables: GrowingTable[] = []
  const reading: Reader = {
    family: tool === 'iptables' ? 4 : 6,
    sets,
    changedSets: new Set(),
    hooks: hooksOf(save),
  }
  let open: GrowingTable | undefined
  for (const line of linesOf(save)) {
    if (line.text.startsWith('*')) {
      if (open) breakOff(open, `the output of ${tool}-save ends in the middle of the table ${open.name}`)
      open = { tool, family: FAMILIES[tool], name: line.text.slice(1), chains: new Map(), tracks: [] }
      tables.push(open)
    } else if (line.text === 'COMMIT') open = undefined
    else if (open) open = readLine(line, open, reading)
    yield
  }
  if (open) breakOff(open, `the output of ${tool}-save ends in the middle of the table ${open.name}`)
  return tables
}

interface Line {
  text: string
  tokens: readonly Token[]
}

function* linesOf(save: string): Generator<Line> {
  for (let at = 0; at < save.length; ) {
    const { tokens, end } = lineOfTokens(save, at)
    const text = save.slice(at, end).trim()
    if (text !== '' && !text.startsWith('#')) yield { text, tokens }
    at = end + 1
  }
}

/** The table, as long as its lines make sense. */
function readLine({ text, tokens }: Line, table: GrowingTable, reading: Reader): GrowingTable | undefined {
  if (text.startsWith(':')) return declare(text, table, reading)
  const [, counters = ''] = /^(\[\d+:\d+\] )?/.exec(text) ?? []
  const [flag, chainName, ...rest] = counters === '' ? tokens : tokens.slice(1)
  const chain = table.chains.get(chainName?.text ?? '')
  if (flag?.text !== '-A' || !chain)
    return breakOff(table, `"${excerpt(text)}" is nothing that ${table.tool}-save prints`)
  const written = writtenRule(rest)
  // What may have it track connections is taken to do so.
  if (table.tracks.length === 0 && (tracks(written, (name) => table.chains.has(name)) ?? true))
    table.tracks.push(reading.family)
  addRule(chain, text.slice(counters.length), stepsOf(written, table, reading))
  return table
}

/** `:INPUT DROP [12:3456]`, `:user-chain - [0:0]` */
function declare(text: string, table: GrowingTable, { hooks }: Reader): GrowingTable | undefined {
  const [name = '', policy = ''] = text.slice(1).split(' ', 2)
  const hook = hooks.get(`${table.name} ${name}`)
  table.chains.set(name, {
    name,
    rules: [],
    ...(hook && { hook }),
    kind: table.name === 'nat' ? 'nat' : 'filter',
    policy: policy === 'DROP' ? 'drop' : 'accept',
  })
  if (['ACCEPT', 'DROP', '-'].includes(policy)) return table
  return breakOff(table, `the policy "${excerpt(policy)}" is not modelled`)
}

function addRule(chain: GrowingChain, text: string, steps: Step[]): void {
  chain.rules.push({ text: text.replaceAll('\n', '\\n'), number: chain.rules.length + 1, handle: undefined, steps })
}

/** What stands there, or is missing there, may belong to any of the chains. */
function breakOff({ chains }: GrowingTable, why: string): undefined {
  for (const chain of chains.values()) addRule(chain, why, [{ decide: () => ({ verdict: 'unknown', why }) }])
}

function stepsOf({ head, matches, target }: WrittenRule, { chains }: GrowingTable, reading: Reading): Step[] {
  const tests = [
    ...(head.length > 0 ? [readHead(head, reading)] : []),
    ...matches.map(({ name, options }) => matchReader(name)(options, reading)),
  ].map((test) => ({ test }))
  if (!target) return tests
  const { name, flag, options } = target
  if (flag === '-g' || chains.has(name))
    return [...tests, { decide: () => ({ verdict: flag === '-g' ? 'goto' : 'jump', chain: name }) }]
  return [...tests, ...targetReader(name)(options, reading)]
}
