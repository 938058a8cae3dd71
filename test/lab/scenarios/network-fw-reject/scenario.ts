import { CLIENT } from '../../places.ts'
import { defineScenario } from '../../scenario.ts'

export default defineScenario({
  title: 'a firewall on the way refuses port 22 by ICMP, as REJECT does by default',
  suites: ['bookworm'],
  host: { router: { script: 'iptables -A FORWARD -p tcp --dport 22 -j REJECT' } },
  symptom: { says: /Connection refused/ },
  check: { from: CLIENT },
  expect: { verdict: 'faulty', exit: 1, cause: 'network-fw-reject', confidence: 'likely', absent: ['sshd-stopped'] },
  console: { verdict: 'faulty', exit: 1, cause: 'network-fw-reject', confidence: 'proven' },
})
