import { defineScenario } from '../../scenario.ts'

export default defineScenario({
  title: 'the host keys are gone while sshd runs, and each connection starts it anew',
  suites: ['bookworm'],
  break: 'rm /etc/ssh/ssh_host_*_key',
  symptom: { says: /reset by|[Cc]losed by/ },
  expect: { verdict: 'undetermined', exit: 2, untested: ['hostkeys-missing'] },
  console: { verdict: 'faulty', exit: 1, cause: 'hostkeys-missing', confidence: 'proven' },
})
