import { CLIENT } from '../../places.ts'
import { defineScenario } from '../../scenario.ts'

export default defineScenario({
  title: 'a rule of iptables drops the person’s network before another lets everybody in',
  suites: ['bookworm', 'trixie'],
  break: `
    iptables -A INPUT -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT
    iptables -A INPUT -s 203.0.113.0/24 -p tcp -m tcp --dport 22 -m comment --comment "ticket 4711" -j DROP
    iptables -A INPUT -p tcp -m multiport --dports 22,443 -j ACCEPT`,
  symptom: { says: /timed out/ },
  check: { from: CLIENT },
  expect: { verdict: 'faulty', exit: 1, cause: 'iptables-drop', confidence: 'proven', absent: ['ipset-block'] },
})
