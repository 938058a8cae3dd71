import { iptablesTables } from '../../src/firewall/iptables/save.ts'
import { ipsets } from '../../src/firewall/iptables/sets/sets.ts'
import { nftTables } from '../../src/firewall/nft/ruleset.ts'
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
  return [...saved, ...nftIn(printed)]
}

function nftIn(printed: Printed): Table[] {
  const json = printed['nft -j -a list ruleset']
  if (json === undefined) return []
  return nftTables(json, printed['nft -a list ruleset'] ?? '', { leaveOut: isKeptByIptables })
}

const isKeptByIptables = ({ family, name }: Pick<Table, 'family' | 'name'>): boolean =>
  ['ip', 'ip6'].includes(family) && ['filter', 'nat', 'mangle', 'raw', 'security'].includes(name)
