import { defineScenario } from '../../scenario.ts'

export default defineScenario({
  title: 'a cleanup removed /run/sshd while sshd runs',
  suites: ['bookworm', 'trixie'],
  break: 'rmdir /run/sshd',
  symptom: { says: /reset by|[Cc]losed by/ },
  expect: { verdict: 'undetermined', exit: 2, untested: ['privsep-dir-missing'] },
  console: { verdict: 'faulty', exit: 1, cause: 'privsep-dir-missing', confidence: 'proven' },
})
