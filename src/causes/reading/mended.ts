import type { Address } from '../../domain/address.ts'
import type { Passing } from '../../firewall/packet.ts'
import type { Chain, Rule, Table } from '../../firewall/rules.ts'
import { trace } from '../../firewall/trace.ts'
import type { Place } from '../../firewall/walk.ts'
import { tablesOf } from './firewall-rules.ts'
import type { KeptOut, RuleFacts } from './kept-out.ts'

/** Who is to get in where. */
interface Whom {
  ip: Address
  port: string
}

/**
 * Whether the client would get in with a rule for it above the one that decides. What one base chain lets in may end in a later
 * one, and before NAT the packet may have another port: then that rule alone changes nothing.
 */
export function rightsItself(out: KeptOut, { ip, port }: Whom, firewall: RuleFacts['firewall']): boolean {
  const isTheirs = (packet: Passing) => packet.source === ip && packet.destinationPort === Number(port)
  return getsIn(out, firewall, (rules, at) => [...rules.slice(0, at), accepting(isTheirs), ...rules.slice(at)])
}

/** Whether the client would get in if the rule that decides did not fit it, as when its address leaves the set that the rule asks. */
export const isOnlyObstacle = (out: KeptOut, firewall: RuleFacts['firewall']): boolean =>
  getsIn(out, firewall, (rules, at) => rules.filter((_, index) => index !== at))

type Edit = (rules: readonly Rule[], at: number) => readonly Rule[]

function getsIn(out: KeptOut, firewall: RuleFacts['firewall'], edit: Edit): boolean {
  const tables = tablesOf(firewall)
  if ('because' in tables) return false
  const changed = tables.map((table) => (isIn(table, out.at) ? withEdit(table, out.at, edit) : table))
  return trace(out.trace.packet, changed).verdict === 'accepted'
}

const isIn = ({ tool, family, name }: Table, at: Place): boolean => tool === at.tool && `${family} ${name}` === at.table

function withEdit(table: Table, { chain: name, rule }: Place, edit: Edit): Table {
  const chain = table.chains.get(name)
  if (!chain) return table
  const at = rule ? rule.number - 1 : chain.rules.length
  const changed: Chain = { ...chain, rules: edit(chain.rules, at) }
  return { ...table, chains: new Map([...table.chains, [name, changed]]) }
}

const accepting = (isTheirs: (packet: Passing) => boolean): Rule => ({
  ...{ text: '', number: 0, handle: undefined },
  steps: [{ test: isTheirs }, { decide: () => ({ verdict: 'accept' }) }],
})
