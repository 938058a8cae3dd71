import { defineScenario } from '../../scenario.ts'

export default defineScenario({
  title: 'sshd-session is gone',
  suites: ['trixie'],
  break: 'rm /usr/lib/openssh/sshd-session',
  symptom: { says: /reset by|[Cc]losed by/ },
  expect: { verdict: 'undetermined', exit: 2, untested: ['sshd-helper-missing'] },
  console: { verdict: 'faulty', exit: 1, cause: 'sshd-helper-missing', confidence: 'proven' },
})
