import { defineRuleCause } from './rule.ts'

export const iptablesDrop = defineRuleCause({
  id: 'iptables-drop',
  title: 'A rule or policy of iptables keeps the client out',
  decide: 'sudo iptables-save -c; sudo ip6tables-save -c (which rule counts a try from ADDRESS?)',
})
