import { CLIENT } from '../../places.ts'
import { defineScenario } from '../../scenario.ts'

export default defineScenario({
  title: 'a Match block denies the user from the client’s network alone',
  suites: ['bookworm'],
  symptom: { user: 'deploy', says: /Permission denied/ },
  check: { from: CLIENT, user: 'deploy' },
  expect: { verdict: 'faulty', exit: 1, cause: 'user-not-allowed', confidence: 'proven' },
})
