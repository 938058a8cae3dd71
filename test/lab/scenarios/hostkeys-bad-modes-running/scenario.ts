import { defineScenario } from '../../scenario.ts'

export default defineScenario({
  title: 'somebody ran chmod -R over /etc/ssh while sshd runs',
  suites: ['bookworm'],
  break: 'chmod -R a+r /etc/ssh',
  symptom: { says: /reset by|[Cc]losed by/ },
  expect: { verdict: 'undetermined', exit: 2, untested: ['hostkeys-bad-modes'] },
  console: { verdict: 'faulty', exit: 1, cause: 'hostkeys-bad-modes', confidence: 'proven' },
})
