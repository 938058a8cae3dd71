import type { Answered } from '../../domain/observation.ts'
import { iptablesTables } from '../../firewall/iptables/save.ts'
import { ipsets } from '../../firewall/iptables/sets/sets.ts'
import type { Rule, Table } from '../../firewall/rules.ts'
import { trace } from '../../firewall/trace.ts'
import { tablesOf } from './firewall-rules.ts'
import type { KeptOut, RuleFacts } from './kept-out.ts'

/** A rule that stands in a file of saved rules, would let the client in, and is not loaded. */
export interface Lost {
  path: string
  command: string
  rule: string
}

/** Undefined as well where the saved rules would keep the client out like those that are loaded. */
export function lostRule(out: KeptOut, saved: Answered<'saved-rules'>, facts: RuleFacts): Lost | undefined {
  const live = tablesOf(facts.firewall)
  if ('because' in live) return undefined
  for (const { path, tool } of saved.files) {
    if (tool === 'nft' || tool !== out.at.tool) continue
    const file = saved.commands.find(({ command }) => command.endsWith(`cat ${path}`))
    const rule = file && wouldLetIn(iptablesTables(tool, file.output, setsOf(facts)), live, out)
    if (file && rule && !isLoaded(rule, live)) return { path, command: file.command, rule: rule.text }
  }
  return undefined
}

/** The rule by which the packet gets in when the tables of the file take the place of those that are loaded. */
function wouldLetIn(saved: readonly Table[], live: readonly Table[], out: KeptOut): Pick<Rule, 'text'> | undefined {
  const isReplaced = (table: Table) => saved.some(({ tool, name }) => tool === table.tool && name === table.name)
  const { verdict, decisions } = trace(out.trace.packet, [...live.filter((table) => !isReplaced(table)), ...saved])
  return verdict === 'accepted' ? decisions[0]?.at?.rule : undefined
}

const isLoaded = ({ text }: Pick<Rule, 'text'>, live: readonly Table[]): boolean =>
  live.some(({ chains }) => [...chains.values()].some(({ rules }) => rules.some((rule) => rule.text === text)))

const setsOf = ({ firewall }: RuleFacts) =>
  ipsets(firewall.commands.find(({ command }) => /\bipset save$/.test(command))?.output ?? '')
