import { CLIENT } from '../../places.ts'
import { defineScenario } from '../../scenario.ts'

export default defineScenario({
  title: 'the key was allowed for a time that is over',
  suites: ['bookworm'],
  break: `sed -i 's/^/expiry-time="20200101" /' /home/deploy/.ssh/authorized_keys`,
  symptom: { user: 'deploy', says: /Permission denied/ },
  check: { from: CLIENT, user: 'deploy' },
  expect: { verdict: 'faulty', exit: 1, cause: 'authorized-keys-options', confidence: 'proven' },
})
