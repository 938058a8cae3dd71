import { CLIENT } from '../../places.ts'
import { defineScenario } from '../../scenario.ts'

export default defineScenario({
  title: 'the way loses every fourth packet',
  suites: ['bookworm', 'trixie'],
  host: { router: { script: 'iptables -A FORWARD -m statistic --mode nth --every 4 --packet 0 -j DROP' } },
  check: { from: CLIENT },
  expect: { verdict: 'faulty', exit: 1, cause: 'packet-loss' },
})
