import { CLIENT } from '../../places.ts'
import { defineScenario } from '../../scenario.ts'

export default defineScenario({
  title: 'the key has options, and they let the client in',
  suites: ['bookworm'],
  break: `sed -i 's#^#from="203.0.113.0/24,10.0.0.0/8",expiry-time="20991231",no-agent-forwarding #' /home/deploy/.ssh/authorized_keys`,
  symptom: { user: 'deploy' },
  check: { from: CLIENT, user: 'deploy' },
  expect: { verdict: 'healthy', exit: 0 },
})
