import { defineScenario } from '../../scenario.ts'

export default defineScenario({
  title: 'an image was cleaned of its host keys, and sshd restarted',
  suites: ['bookworm', 'trixie'],
  break: `
    rm /etc/ssh/ssh_host_*
    systemctl restart ssh || true
    until systemctl is-failed -q ssh; do sleep 0.1; done`,
  symptom: { says: /Connection refused/ },
  expect: { verdict: 'faulty', exit: 1, cause: 'sshd-stopped', confidence: 'likely' },
  console: {
    verdict: 'faulty',
    exit: 1,
    cause: 'hostkeys-missing',
    confidence: 'proven',
    absent: ['sshd-config-error'],
  },
})
