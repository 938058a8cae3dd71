import { defineScenario } from '../../scenario.ts'

export default defineScenario({
  title: 'an edit of /etc/passwd lost the user sshd',
  suites: ['bookworm', 'trixie'],
  break: 'sed -i "/^sshd:/d" /etc/passwd',
  symptom: { says: /reset by|[Cc]losed by/ },
  expect: { verdict: 'undetermined', exit: 2, untested: ['privsep-user-missing'] },
  console: { verdict: 'faulty', exit: 1, cause: 'privsep-user-missing', confidence: 'proven' },
})
