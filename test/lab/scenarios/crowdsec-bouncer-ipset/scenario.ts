import { CLIENT } from '../../places.ts'
import { defineScenario } from '../../scenario.ts'

export default defineScenario({
  title: 'a set of CrowdSec’s bouncer for iptables, as it writes it, has the person’s network',
  suites: ['bookworm'],
  break: `
    ipset create crowdsec-blacklists hash:net timeout 300 maxelem 131072
    ipset add crowdsec-blacklists 203.0.113.0/28 timeout 14000
    iptables -I INPUT 1 -m set --match-set crowdsec-blacklists src -j DROP`,
  symptom: { says: /timed out/ },
  check: { from: CLIENT },
  expect: { verdict: 'faulty', exit: 1, cause: 'crowdsec-bouncer', confidence: 'proven', absent: ['ipset-block'] },
})
