import { defineScenario } from '../../scenario.ts'

export default defineScenario({
  title: 'the contract ended, and so did the account',
  suites: ['bookworm', 'trixie'],
  break: 'chage -E 2026-10-31 deploy',
  symptom: { user: 'deploy', says: /Your account has expired/ },
  check: { user: 'deploy' },
  expect: { verdict: 'faulty', exit: 1, cause: 'account-expired', confidence: 'proven' },
  fix: { remedy: 'account-unexpire' },
})
