import { CLIENT } from '../../places.ts'
import { defineScenario } from '../../scenario.ts'

export default defineScenario({
  title: 'a firewall on the way prohibits every connection to the host',
  suites: ['bookworm'],
  host: { router: { script: 'iptables -A FORWARD -i wan -j REJECT --reject-with icmp-admin-prohibited' } },
  symptom: { says: /No route to host/ },
  check: { from: CLIENT },
  expect: {
    ...{ verdict: 'faulty', exit: 1, cause: 'network-fw-reject', confidence: 'likely' },
    absent: ['host-down-l2', 'route-missing-on-path'],
  },
})
