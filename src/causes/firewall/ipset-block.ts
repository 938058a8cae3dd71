import { ipsetCall } from '../../remedies/ipset-remove.ts'
import { iptablesCall } from '../../remedies/iptables-allow.ts'
import { nftablesCall } from '../../remedies/nftables-allow.ts'
import { setsOfSources } from '../reading/rule-cause.ts'
import { deedOf, defineRuleCause } from './rule.ts'

export const ipsetBlock = defineRuleCause({
  id: 'ipset-block',
  title: 'The client is in a set of addresses that the firewall blocks',
  summary: (out, { client, host }) =>
    `${client.address} is in the set ${setsOfSources(out.at.rule?.text ?? '').join(', ')}, and ${out.words} ${deedOf(out)} what comes from there to port ${host.port}.`,
  // A network that covers the client covers others too: then an exception for the one address.
  remedies: (out, passage, { firewall }) => {
    const calls = ipsetCall(out, passage, firewall)
    const exceptions = [...iptablesCall(out, passage, firewall), ...nftablesCall(out, passage, firewall)]
    return calls.length > 0 ? calls : exceptions
  },
  mayCallFor: ['ipset-remove', 'iptables-allow', 'nftables-allow'],
  decide: 'sudo ipset save | grep ADDRESS; sudo nft list sets',
})
