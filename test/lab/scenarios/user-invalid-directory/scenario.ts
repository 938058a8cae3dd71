import { defineScenario } from '../../scenario.ts'

export default defineScenario({
  title: 'nobody knows the user, and the directory that may know it is not there to ask',
  suites: ['bookworm', 'trixie'],
  break: `sed -i 's/^passwd:.*/& sss/' /etc/nsswitch.conf`,
  symptom: { user: 'ghost', says: /Permission denied/ },
  check: { user: 'ghost' },
  expect: { verdict: 'faulty', exit: 1, cause: 'user-invalid', confidence: 'likely' },
})
