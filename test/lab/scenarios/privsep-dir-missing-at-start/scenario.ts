import { defineScenario } from '../../scenario.ts'

export default defineScenario({
  title: 'a unit without RuntimeDirectory: nobody makes /run/sshd',
  suites: ['bookworm', 'trixie'],
  symptom: { says: /Connection refused/ },
  expect: { verdict: 'faulty', exit: 1, cause: 'sshd-stopped', confidence: 'likely' },
  console: { verdict: 'faulty', exit: 1, cause: 'privsep-dir-missing', confidence: 'proven' },
})
