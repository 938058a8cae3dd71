import { setsOfSources } from '../reading/rule-cause.ts'
import { deedOf, defineRuleCause } from './rule.ts'

export const ipsetBlock = defineRuleCause({
  id: 'ipset-block',
  title: 'The client is in a set of addresses that the firewall blocks',
  summary: (out, { client, host }) =>
    `${client.address} is in the set ${setsOfSources(out.at.rule?.text ?? '').join(', ')}, and ${out.words} ${deedOf(out)} what comes from there to port ${host.port}.`,
  decide: 'sudo ipset save | grep ADDRESS; sudo nft list sets',
})
