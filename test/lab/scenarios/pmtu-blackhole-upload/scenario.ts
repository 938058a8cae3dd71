import { CLIENT } from '../../places.ts'
import { defineScenario } from '../../scenario.ts'

export default defineScenario({
  title: 'a link on the way swallows packets that only come after the login',
  suites: ['trixie'],
  host: { router: { script: 'iptables -A FORWARD -p tcp -m length --length 1301: -j DROP' } },
  check: { from: CLIENT },
  expect: { verdict: 'faulty', exit: 1, cause: 'pmtu-blackhole', confidence: 'likely' },
  slowMs: 120_000,
})
