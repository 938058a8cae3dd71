import { BASTION_ADDRESS, CLIENT } from '../../places.ts'
import { defineScenario } from '../../scenario.ts'

export default defineScenario({
  title: 'the policy of INPUT drops all but the bastion',
  suites: ['bookworm'],
  break: `
    iptables -A INPUT -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT
    iptables -A INPUT -s ${BASTION_ADDRESS} -p tcp --dport 22 -j ACCEPT
    iptables -P INPUT DROP`,
  symptom: { says: /timed out/ },
  check: { from: CLIENT },
  expect: { verdict: 'faulty', exit: 1, cause: 'iptables-drop', confidence: 'proven' },
})
