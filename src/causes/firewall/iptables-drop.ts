import { iptablesCall } from '../../remedies/iptables-allow.ts'
import { defineRuleCause } from './rule.ts'

export const iptablesDrop = defineRuleCause({
  id: 'iptables-drop',
  title: 'A rule or policy of iptables keeps the client out',
  remedies: (out, passage, { firewall }) => iptablesCall(out, passage, firewall),
  mayCallFor: ['iptables-allow'],
  decide: 'sudo iptables-save -c; sudo ip6tables-save -c (which rule counts a try from ADDRESS?)',
})
