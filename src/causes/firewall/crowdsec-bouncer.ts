import { defineRuleCause } from './rule.ts'

export const crowdsecBouncer = defineRuleCause({
  id: 'crowdsec-bouncer',
  title: 'CrowdSec has the client blocked',
  summary: ({ words }, { client, host }) =>
    `${client.address} is on a list of CrowdSec’s: ${words} keeps it out, of port ${host.port} too.`,
  decide: 'sudo cscli decisions list --ip ADDRESS',
})
