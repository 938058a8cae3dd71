import { defineScenario } from '../../scenario.ts'

export default defineScenario({
  title: 'a hardening drop-in forbids a call that sshd needs, and systemd restarts it for ever',
  suites: ['bookworm', 'trixie'],
  symptom: { says: /Connection refused/ },
  expect: { verdict: 'faulty', exit: 1, cause: 'sshd-stopped', confidence: 'likely' },
  console: { verdict: 'faulty', exit: 1, cause: 'sshd-crash-loop', confidence: 'proven' },
})
