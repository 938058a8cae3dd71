import { attemptLogin } from '../../person.ts'
import { CLIENT } from '../../places.ts'
import { defineScenario } from '../../scenario.ts'

export default defineScenario({
  title: 'nobody ever made this account',
  suites: ['bookworm', 'trixie'],
  provoke: async (host) => {
    await attemptLogin(host, { user: 'ghost' })
  },
  symptom: { user: 'ghost', says: /Permission denied/ },
  check: { from: CLIENT, user: 'ghost' },
  expect: { verdict: 'faulty', exit: 1, cause: 'user-invalid', confidence: 'proven' },
})
