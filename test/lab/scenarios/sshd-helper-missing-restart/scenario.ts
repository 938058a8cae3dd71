import { defineScenario } from '../../scenario.ts'

export default defineScenario({
  title: 'chmod took the right to execute from sshd-session, and sshd was restarted',
  suites: ['trixie'],
  break: `
    chmod a-x /usr/lib/openssh/sshd-session
    systemctl restart ssh || true
    until systemctl is-failed -q ssh; do sleep 0.1; done`,
  symptom: { says: /Connection refused/ },
  expect: { verdict: 'faulty', exit: 1, cause: 'sshd-stopped', confidence: 'likely' },
  console: {
    verdict: 'faulty',
    exit: 1,
    cause: 'sshd-helper-missing',
    confidence: 'proven',
    absent: ['sshd-config-error'],
  },
})
