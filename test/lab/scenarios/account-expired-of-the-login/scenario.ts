import { defineScenario } from '../../scenario.ts'

export default defineScenario({
  title: 'the account that the bastion itself logs in with has expired',
  suites: ['bookworm'],
  break: 'chage -E 2026-10-31 medic',
  symptom: { user: 'medic', says: /Your account has expired/ },
  check: { user: 'medic' },
  expect: { verdict: 'faulty', exit: 1, cause: 'account-expired', confidence: 'likely' },
  console: { verdict: 'faulty', exit: 1, cause: 'account-expired', confidence: 'proven' },
})
