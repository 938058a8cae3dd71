import { defineScenario } from '../../scenario.ts'

export default defineScenario({
  title: 'a clean-up removed /run/sshd under a running sshd',
  suites: ['bookworm', 'trixie'],
  break: `
    rm -r /run/sshd`,
  symptom: { says: /Connection (reset|closed) by/ },
  expect: { verdict: 'undetermined', exit: 2 },
  console: {
    verdict: 'faulty',
    exit: 1,
    cause: 'privsep-dir-missing',
    confidence: 'proven',
    absent: ['sshd-config-error'],
  },
})
