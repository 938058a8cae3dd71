import { defineScenario } from '../../scenario.ts'

export default defineScenario({
  title: '/run/sshd was given away to another user',
  suites: ['bookworm'],
  break: 'chown deploy /run/sshd',
  symptom: { says: /reset by|[Cc]losed by/ },
  expect: { verdict: 'undetermined', exit: 2, untested: ['privsep-dir-missing'] },
  console: { verdict: 'faulty', exit: 1, cause: 'privsep-dir-missing', confidence: 'proven' },
})
