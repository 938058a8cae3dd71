import { defineScenario } from '../../scenario.ts'

export default defineScenario({
  title: 'a typing error in sshd_config of a host that waits for connections with ssh.socket',
  suites: ['bookworm', 'trixie'],
  symptom: { says: /reset by|closed|timed out/ },
  expect: { verdict: 'faulty', exit: 1, cause: 'sshd-stopped', confidence: 'likely' },
  console: { verdict: 'faulty', exit: 1, cause: 'sshd-config-error', confidence: 'proven' },
})
