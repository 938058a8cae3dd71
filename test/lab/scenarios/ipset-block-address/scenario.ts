import { CLIENT } from '../../places.ts'
import { defineScenario } from '../../scenario.ts'

export default defineScenario({
  title: 'a set of ipset has the person’s own address, for an hour',
  suites: ['bookworm'],
  break: `
    ipset create bad hash:ip timeout 0
    ipset add bad ${CLIENT} timeout 3600; ipset add bad 198.51.100.9
    iptables -A INPUT -m set --match-set bad src -j DROP`,
  symptom: { says: /timed out/ },
  check: { from: CLIENT },
  expect: { verdict: 'faulty', exit: 1, cause: 'ipset-block', confidence: 'proven' },
  fix: { remedy: 'ipset-remove' },
})
