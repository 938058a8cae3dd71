import { iptablesTables } from '../../src/firewall/iptables/save.ts'
import { ipsets } from '../../src/firewall/iptables/sets/sets.ts'
import type { Table } from '../../src/firewall/rules.ts'
import type { Printed } from './rule-set.ts'

const IPTABLES = [
  { tool: 'iptables', command: 'iptables-save -c' },
  { tool: 'iptables', command: 'iptables-legacy-save -c' },
  { tool: 'ip6tables', command: 'ip6tables-save -c' },
  { tool: 'ip6tables', command: 'ip6tables-legacy-save -c' },
] as const

/** The tables that the product reads from what the tools print. */
export function tablesIn(printed: Printed): Table[] {
  const sets = ipsets(printed['ipset save'] ?? '')
  const saved = IPTABLES.flatMap(({ tool, command }) => iptablesTables(tool, printed[command] ?? '', sets))
  return [...saved, ...nftIn(printed['nft -a list ruleset'])]
}

// What is below stands in for a parser, until that is there.

function nftIn(printed: string | undefined): Table[] {
  const found =
    /table (ip|ip6|inet) t .*\n.*chain c .*\n.*hook (prerouting|input) priority filter [+] 10; policy (accept|drop)/.exec(
      printed ?? '',
    )
  if (!found) return []
  const [, family, name, policy] = found as unknown as [string, 'ip', 'input', 'drop']
  const chain = { name: 'c', rules: [], hook: { name, priority: 10 }, kind: 'filter', policy } as const
  return [{ tool: 'nft', family, name: 't', chains: new Map([['c', chain]]) }]
}
