import { CLIENT } from '../../places.ts'
import { defineScenario } from '../../scenario.ts'

export default defineScenario({
  title: 'the home directory is not there',
  suites: ['bookworm', 'trixie'],
  break: `mv /home/deploy /home/unmounted`,
  symptom: { user: 'deploy', says: /Permission denied/ },
  check: { from: CLIENT, user: 'deploy' },
  expect: { verdict: 'faulty', exit: 1, cause: 'authorized-keys-unreadable', confidence: 'proven' },
})
