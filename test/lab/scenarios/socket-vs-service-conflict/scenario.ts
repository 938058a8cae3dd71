import { defineScenario } from '../../scenario.ts'

export default defineScenario({
  title: 'systemd listens for an sshd that does not take its socket over',
  suites: ['bookworm', 'trixie'],
  symptom: { says: /reset by|closed|timed out/ },
  expect: { verdict: 'faulty', exit: 1, cause: 'sshd-stopped', confidence: 'likely' },
  console: { verdict: 'faulty', exit: 1, cause: 'socket-vs-service-conflict', confidence: 'proven' },
})
