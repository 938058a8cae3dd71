import { crowdsecCall } from '../../remedies/crowdsec-unban.ts'
import { defineRuleCause } from './rule.ts'

export const crowdsecBouncer = defineRuleCause({
  id: 'crowdsec-bouncer',
  title: 'CrowdSec has the client blocked',
  summary: ({ words }, { client, host }) =>
    `${client.address} is on a list of CrowdSec’s: ${words} keeps it out, of port ${host.port} too.`,
  remedies: (out, passage, { guards }) => crowdsecCall(out, passage, guards),
  mayCallFor: ['crowdsec-unban'],
  decide: 'sudo cscli decisions list --ip ADDRESS',
})
