import { defineScenario } from '../../scenario.ts'

export default defineScenario({
  title: 'the user sshd was removed, and sshd restarted',
  suites: ['bookworm', 'trixie'],
  break: `
    sed -i /^sshd:/d /etc/passwd
    systemctl restart ssh || true
    until systemctl is-failed -q ssh; do sleep 0.1; done`,
  symptom: { says: /Connection refused/ },
  expect: { verdict: 'faulty', exit: 1, cause: 'sshd-stopped', confidence: 'likely' },
  console: {
    verdict: 'faulty',
    exit: 1,
    cause: 'privsep-user-missing',
    confidence: 'proven',
    absent: ['sshd-config-error'],
  },
})
