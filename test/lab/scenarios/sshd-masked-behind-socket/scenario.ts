import { defineScenario } from '../../scenario.ts'

export default defineScenario({
  title: 'ssh.socket listens, and the service that it would start is masked',
  suites: ['trixie'],
  break: 'systemctl disable --now ssh; systemctl enable --now ssh.socket; systemctl mask ssh',
  symptom: { says: /reset by|closed|timed out/ },
  expect: { verdict: 'faulty', exit: 1, cause: 'sshd-stopped', confidence: 'likely' },
  console: { verdict: 'faulty', exit: 1, cause: 'sshd-masked', confidence: 'proven' },
})
