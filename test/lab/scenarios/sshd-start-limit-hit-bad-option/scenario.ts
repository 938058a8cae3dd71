import { defineScenario } from '../../scenario.ts'

export default defineScenario({
  title: 'an option in /etc/default/ssh that sshd does not know: sshd -t does not see it',
  suites: ['bookworm', 'trixie'],
  break: `
    echo 'SSHD_OPTS="-o Prot=2"' >/etc/default/ssh
    systemctl restart ssh || true
    until systemctl is-failed -q ssh; do sleep 0.1; done`,
  symptom: { says: /Connection refused/ },
  expect: { verdict: 'faulty', exit: 1, cause: 'sshd-stopped', confidence: 'likely' },
  console: {
    verdict: 'faulty',
    exit: 1,
    cause: 'sshd-start-limit-hit',
    confidence: 'proven',
    absent: ['sshd-config-error'],
  },
})
