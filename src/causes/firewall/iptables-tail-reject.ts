import { iptablesCall } from '../../remedies/iptables-allow.ts'
import { defineRuleCause } from './rule.ts'

export const iptablesTailReject = defineRuleCause({
  id: 'iptables-tail-reject',
  title: 'The last rule of iptables rejects what none before it lets in',
  summary: ({ at, words }, { client, host }) =>
    `No rule of the chain ${at.chain} lets ${client.address} in to port ${host.port} before the one that rejects all the rest: ${words}.`,
  remedies: (out, passage, { firewall }) => iptablesCall(out, passage, firewall),
  mayCallFor: ['iptables-allow'],
  decide: 'sudo iptables-save; sudo ip6tables-save (does an ACCEPT for port 22 stand above the REJECT?)',
})
