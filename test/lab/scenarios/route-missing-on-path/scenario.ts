import { CLIENT } from '../../places.ts'
import { defineScenario } from '../../scenario.ts'

export default defineScenario({
  title: 'a router on the way has lost its route to the host',
  suites: ['bookworm'],
  host: {
    router: {
      script:
        'ip route show dev lan | while read -r dest _; do ip route replace unreachable "$dest"; done; ip route del unreachable 10.78.0.1 2>/dev/null || true',
    },
  },
  symptom: { says: /No route to host/ },
  check: { from: CLIENT },
  expect: {
    verdict: 'faulty',
    exit: 1,
    cause: 'route-missing-on-path',
    confidence: 'likely',
    absent: ['host-down-l2'],
  },
  console: { verdict: 'faulty', exit: 1, cause: 'route-missing-on-path', confidence: 'proven' },
})
