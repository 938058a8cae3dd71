import { deedOf, defineRuleCause } from './rule.ts'

export const connectionLimit = defineRuleCause({
  id: 'connection-limit',
  title: 'The firewall limits how many connections the client may open',
  summary: (out, { client, host }) =>
    `A rule that limits connections ${deedOf(out)} one more of ${client.address} to port ${host.port}: ${out.limits.map(({ words }) => words).join('; ')}.`,
  advice: (_, { client }) =>
    `Close connections of ${client.address} that nobody needs (behind a NAT all its users share that address), stop what tries so often, or raise the limit where the rule is written`,
  decide:
    "sudo ss -Htn state established '( sport = :22 )' | grep -c ADDRESS; sudo iptables-save | grep -E 'connlimit|recent'",
})
