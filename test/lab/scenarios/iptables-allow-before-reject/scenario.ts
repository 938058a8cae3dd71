import { BASTION_ADDRESS, CLIENT } from '../../places.ts'
import { defineScenario } from '../../scenario.ts'

export default defineScenario({
  title: 'iptables rejects all that no rule lets in',
  suites: ['bookworm'],
  break: `iptables -A INPUT -m conntrack --ctstate ESTABLISHED -j ACCEPT; iptables -A INPUT -s ${BASTION_ADDRESS} -j ACCEPT; iptables -A INPUT -j REJECT`,
  symptom: { says: /refused/ },
  check: { from: CLIENT },
  expect: { verdict: 'faulty', exit: 1, cause: 'iptables-tail-reject', confidence: 'proven' },
  fix: { remedy: 'iptables-allow' },
})
