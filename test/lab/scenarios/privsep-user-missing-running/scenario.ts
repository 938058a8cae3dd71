import { defineScenario } from '../../scenario.ts'

export default defineScenario({
  title: 'the user sshd was removed under a running sshd',
  suites: ['bookworm', 'trixie'],
  break: `
    sed -i /^sshd:/d /etc/passwd`,
  symptom: { says: /Connection (reset|closed) by/ },
  expect: { verdict: 'undetermined', exit: 2 },
  console: {
    verdict: 'faulty',
    exit: 1,
    cause: 'privsep-user-missing',
    confidence: 'proven',
    absent: ['sshd-config-error'],
  },
})
