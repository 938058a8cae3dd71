import { BASTION_ADDRESS, CLIENT } from '../../places.ts'
import { defineScenario } from '../../scenario.ts'

export default defineScenario({
  title: 'iptables lets in the bastion alone, by its policy',
  suites: ['bookworm'],
  break: `iptables -A INPUT -m conntrack --ctstate ESTABLISHED -j ACCEPT; iptables -A INPUT -s ${BASTION_ADDRESS} -j ACCEPT; iptables -P INPUT DROP`,
  symptom: { says: /timed out/ },
  check: { from: CLIENT },
  expect: { verdict: 'faulty', exit: 1, cause: 'iptables-drop', confidence: 'proven' },
  fix: { remedy: 'iptables-allow' },
})
