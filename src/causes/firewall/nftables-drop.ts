import { nftablesCall } from '../../remedies/nftables-allow.ts'
import { defineRuleCause } from './rule.ts'

export const nftablesDrop = defineRuleCause({
  id: 'nftables-drop',
  title: 'A rule or policy of nftables keeps the client out',
  remedies: (out, passage, { firewall }) => nftablesCall(out, passage, firewall),
  mayCallFor: ['nftables-allow'],
  decide: 'sudo nft -a list ruleset (every chain with “hook input” has to let ADDRESS through)',
})
