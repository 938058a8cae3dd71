import { defineRuleCause } from './rule.ts'

export const nftablesDrop = defineRuleCause({
  id: 'nftables-drop',
  title: 'A rule or policy of nftables keeps the client out',
  decide: 'sudo nft -a list ruleset (every chain with “hook input” has to let ADDRESS through)',
})
