import { iptablesCall } from '../../remedies/iptables-allow.ts'
import { nftablesCall } from '../../remedies/nftables-allow.ts'
import { defineRuleCause } from './rule.ts'

export const firewallTcpReset = defineRuleCause({
  id: 'firewall-tcp-reset',
  title: 'A firewall rule answers the client as if nothing listened',
  summary: ({ words }, { client, host }) =>
    `${client.address} is told that nothing listens on port ${host.port}, but sshd does: ${words} resets the connection.`,
  remedies: (out, passage, { firewall }) => [
    ...iptablesCall(out, passage, firewall),
    ...nftablesCall(out, passage, firewall),
  ],
  mayCallFor: ['iptables-allow', 'nftables-allow'],
  decide: 'sudo iptables-save | grep tcp-reset; sudo nft list ruleset | grep "tcp reset"',
})
