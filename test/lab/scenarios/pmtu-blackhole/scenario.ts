import { CLIENT } from '../../places.ts'
import { defineScenario } from '../../scenario.ts'

export default defineScenario({
  title: 'a link on the way swallows packets of more than 1080 bytes and says nothing',
  suites: ['bookworm'],
  host: { router: { script: 'iptables -A FORWARD -p tcp -m length --length 1081: -j DROP' } },
  check: { from: CLIENT },
  expect: { verdict: 'faulty', exit: 1, cause: 'pmtu-blackhole', confidence: 'proven' },
  slowMs: 120_000,
})
