import { defineScenario } from '../../scenario.ts'

export default defineScenario({
  title: 'sshd-auth is missing under a running sshd',
  suites: ['trixie'],
  break: `
    rm /usr/lib/openssh/sshd-auth`,
  symptom: { says: /Connection (reset|closed) by/ },
  expect: { verdict: 'undetermined', exit: 2 },
  console: {
    verdict: 'faulty',
    exit: 1,
    cause: 'sshd-helper-missing',
    confidence: 'proven',
    absent: ['sshd-config-error'],
  },
})
