import { CLIENT } from '../../places.ts'
import { defineScenario } from '../../scenario.ts'

export default defineScenario({
  title: 'something on the way swallows what the client says',
  suites: ['bookworm'],
  host: {
    router: { script: 'iptables -A FORWARD -p tcp --dport 22 -m string --algo bm --string SSH-2.0 -j DROP' },
  },
  check: { from: CLIENT },
  expect: { verdict: 'faulty', exit: 1, cause: 'dpi-drops-ssh', confidence: 'likely' },
  slowMs: 120_000,
})
