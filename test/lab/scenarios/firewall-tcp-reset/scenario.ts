import { CLIENT } from '../../places.ts'
import { defineScenario } from '../../scenario.ts'

export default defineScenario({
  title: 'a rule of iptables resets connections from the person’s network',
  suites: ['bookworm', 'trixie'],
  break: 'iptables -I INPUT -s 203.0.113.0/24 -p tcp --dport 22 -j REJECT --reject-with tcp-reset',
  symptom: { says: /Connection refused/ },
  check: { from: CLIENT },
  expect: { verdict: 'faulty', exit: 1, cause: 'firewall-tcp-reset', confidence: 'proven', absent: ['sshd-stopped'] },
})
