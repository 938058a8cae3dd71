import { defineScenario } from '../../scenario.ts'

export default defineScenario({
  title: 'the host keys are gone, and ssh.socket starts sshd at the first connection',
  suites: ['bookworm', 'trixie'],
  break: `
    systemctl disable --now ssh
    systemctl enable --now ssh.socket
    rm /etc/ssh/ssh_host_*`,
  symptom: { says: /reset by|closed|timed out/ },
  expect: { verdict: 'faulty', exit: 1, cause: 'sshd-stopped', confidence: 'likely' },
  console: {
    verdict: 'faulty',
    exit: 1,
    cause: 'hostkeys-missing',
    confidence: 'proven',
    absent: ['sshd-config-error'],
  },
})
