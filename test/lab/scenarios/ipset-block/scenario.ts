import { CLIENT } from '../../places.ts'
import { defineScenario } from '../../scenario.ts'

export default defineScenario({
  title: 'the person’s network is in a set of blocked networks',
  suites: ['bookworm', 'trixie'],
  break: `
    ipset create countries hash:net
    ipset add countries 198.51.100.0/24; ipset add countries 203.0.113.0/25; ipset add countries 192.0.2.0/24
    iptables -A INPUT -p tcp -m multiport --dports 22,80 -m set --match-set countries src -j DROP`,
  symptom: { says: /timed out/ },
  check: { from: CLIENT },
  expect: { verdict: 'faulty', exit: 1, cause: 'ipset-block', confidence: 'proven', absent: ['iptables-drop'] },
  fix: { remedy: 'iptables-allow' },
})
