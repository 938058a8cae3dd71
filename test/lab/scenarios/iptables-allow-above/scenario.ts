import { CLIENT } from '../../places.ts'
import { defineScenario } from '../../scenario.ts'

export default defineScenario({
  title: 'a rule of iptables drops the client',
  suites: ['bookworm', 'trixie'],
  break: `iptables -A INPUT -m conntrack --ctstate ESTABLISHED -j ACCEPT; iptables -A INPUT -s ${CLIENT} -j DROP`,
  symptom: { says: /timed out/ },
  check: { from: CLIENT },
  expect: { verdict: 'faulty', exit: 1, cause: 'iptables-drop', confidence: 'proven' },
  fix: { remedy: 'iptables-allow' },
})
