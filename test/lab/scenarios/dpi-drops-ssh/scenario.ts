import { CLIENT } from '../../places.ts'
import { defineScenario } from '../../scenario.ts'

export default defineScenario({
  title: 'something on the way swallows what the server says',
  suites: ['bookworm'],
  host: {
    router: { script: 'iptables -A FORWARD -p tcp --sport 22 -m string --algo bm --string SSH-2.0 -j DROP' },
  },
  symptom: { says: /timed out during banner exchange/, connectTimeoutS: 3 },
  check: { from: CLIENT },
  expect: { verdict: 'faulty', exit: 1, cause: 'sshd-hung', confidence: 'likely' },
  console: { verdict: 'faulty', exit: 1, cause: 'dpi-drops-ssh', confidence: 'likely', absent: ['sshd-hung'] },
  slowMs: 120_000,
})
