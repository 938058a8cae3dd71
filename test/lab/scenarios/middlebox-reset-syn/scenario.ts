import { CLIENT } from '../../places.ts'
import { defineScenario } from '../../scenario.ts'

export default defineScenario({
  title: 'something on the way answers for the host: it resets every connection to port 22',
  suites: ['bookworm'],
  host: { router: { script: 'iptables -A FORWARD -p tcp --dport 22 -j REJECT --reject-with tcp-reset' } },
  symptom: { says: /Connection refused/ },
  check: { from: CLIENT },
  expect: { verdict: 'faulty', exit: 1, cause: 'sshd-stopped', confidence: 'likely' },
  console: { verdict: 'faulty', exit: 1, cause: 'middlebox-reset', confidence: 'likely', absent: ['sshd-stopped'] },
})
