import { defineScenario } from '../../scenario.ts'

export default defineScenario({
  title: 'somebody has stopped sshd through sudo',
  suites: ['bookworm', 'trixie'],
  symptom: { says: /Connection refused/ },
  expect: { verdict: 'faulty', exit: 1, cause: 'sshd-stopped', confidence: 'likely' },
  console: { verdict: 'faulty', exit: 1, cause: 'sshd-stopped', confidence: 'proven' },
})
