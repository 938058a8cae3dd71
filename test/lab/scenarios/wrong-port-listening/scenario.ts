import { defineScenario } from '../../scenario.ts'

export default defineScenario({
  title: 'sshd was moved to port 2222, and people try 22',
  suites: ['bookworm', 'trixie'],
  symptom: { says: /Connection refused/ },
  expect: { verdict: 'faulty', exit: 1, cause: 'wrong-port-listening' },
})
