import { defineScenario } from '../../scenario.ts'

export default defineScenario({
  title: 'the password is too old, which stops a login by key as well',
  suites: ['bookworm', 'trixie'],
  break: 'chage -d 2026-01-01 -M 90 deploy',
  symptom: { user: 'deploy', says: /Password change required but no TTY available/ },
  check: { user: 'deploy' },
  expect: { verdict: 'faulty', exit: 1, cause: 'account-expired', confidence: 'proven' },
})
