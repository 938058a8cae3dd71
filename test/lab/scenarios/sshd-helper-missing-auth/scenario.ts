import { defineScenario } from '../../scenario.ts'

export default defineScenario({
  title: 'sshd-auth may not be executed',
  suites: ['trixie'],
  break: 'chmod -x /usr/lib/openssh/sshd-auth',
  symptom: { says: /reset by|[Cc]losed by/ },
  expect: { verdict: 'undetermined', exit: 2, untested: ['sshd-helper-missing'] },
  console: { verdict: 'faulty', exit: 1, cause: 'sshd-helper-missing', confidence: 'proven' },
})
