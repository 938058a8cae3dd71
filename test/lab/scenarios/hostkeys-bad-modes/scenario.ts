import { defineScenario } from '../../scenario.ts'

export default defineScenario({
  title: 'chmod -R opened the host keys to everybody, and sshd was restarted',
  suites: ['bookworm', 'trixie'],
  break: `
    chmod -R a+r /etc/ssh
    systemctl restart ssh || true
    until systemctl is-failed -q ssh; do sleep 0.1; done`,
  symptom: { says: /Connection refused/ },
  expect: { verdict: 'faulty', exit: 1, cause: 'sshd-stopped', confidence: 'likely' },
  console: {
    verdict: 'faulty',
    exit: 1,
    cause: 'hostkeys-bad-modes',
    confidence: 'proven',
    absent: ['sshd-config-error'],
  },
})
