import { defineScenario } from '../../scenario.ts'

export default defineScenario({
  title: 'the host keys are empty since the disk was full, and sshd was restarted',
  suites: ['bookworm', 'trixie'],
  break: `
    for key in /etc/ssh/ssh_host_*_key; do : >$key; done
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
