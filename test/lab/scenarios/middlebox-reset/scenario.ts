import { CLIENT } from '../../places.ts'
import { defineScenario } from '../../scenario.ts'

export default defineScenario({
  title: 'something on the way sees SSH and resets the connection to both ends',
  suites: ['bookworm', 'trixie'],
  host: {
    router: {
      script: `iptables -A FORWARD -p tcp -m connmark --mark 1 -j REJECT --reject-with tcp-reset
        iptables -A FORWARD -p tcp --dport 22 -m string --algo bm --string SSH-2.0 -j CONNMARK --set-mark 1`,
    },
  },
  symptom: { says: /Connection reset by/ },
  check: { from: CLIENT },
  expect: { verdict: 'undetermined', exit: 2, untested: ['middlebox-reset'] },
  console: { verdict: 'faulty', exit: 1, cause: 'middlebox-reset' },
  slowMs: 120_000,
})
