import { defineScenario } from '../../scenario.ts'

export default defineScenario({
  title: 'sshd is damaged on disk and crashes until systemd gives up',
  suites: ['bookworm', 'trixie'],
  symptom: { says: /Connection refused/ },
  expect: { verdict: 'faulty', exit: 1, cause: 'sshd-stopped', confidence: 'likely' },
  console: { verdict: 'faulty', exit: 1, cause: 'sshd-crash-loop', confidence: 'proven' },
})
