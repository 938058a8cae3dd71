import { defineScenario } from '../../scenario.ts'

export default defineScenario({
  title: 'a library of sshd is gone, and sshd was restarted',
  suites: ['bookworm'],
  break: `
    rm /lib/x86_64-linux-gnu/libwrap.so.0
    systemctl restart ssh || true
    until systemctl is-failed -q ssh; do sleep 0.1; done`,
  symptom: { says: /Connection refused/ },
  expect: { verdict: 'faulty', exit: 1, cause: 'sshd-stopped', confidence: 'likely' },
  console: {
    verdict: 'faulty',
    exit: 1,
    cause: 'sshd-broken-binary',
    confidence: 'proven',
    absent: ['sshd-config-error'],
  },
})
