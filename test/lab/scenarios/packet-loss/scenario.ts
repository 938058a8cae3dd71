import { CLIENT } from '../../places.ts'
import { defineScenario } from '../../scenario.ts'

export default defineScenario({
  title: 'the way loses every fifth packet or so',
  suites: ['bookworm', 'trixie'],
  host: { router: { script: 'iptables -A FORWARD -m statistic --mode random --probability .3 -j DROP' } },
  check: { from: CLIENT },
  expect: { verdict: 'faulty', exit: 1, cause: 'packet-loss', confidence: 'proven' },
})
