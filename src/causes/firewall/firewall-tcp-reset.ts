import { defineRuleCause } from './rule.ts'

export const firewallTcpReset = defineRuleCause({
  id: 'firewall-tcp-reset',
  title: 'A firewall rule answers the client as if nothing listened',
  summary: ({ words }, { client, host }) =>
    `${client.address} is told that nothing listens on port ${host.port}, but sshd does: ${words} resets the connection.`,
  decide: 'sudo iptables-save | grep tcp-reset; sudo nft list ruleset | grep "tcp reset"',
})
