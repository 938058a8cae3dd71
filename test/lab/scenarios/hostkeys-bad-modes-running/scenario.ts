import { defineScenario } from '../../scenario.ts'

export default defineScenario({
  title: 'chmod -R opened the host keys under a running sshd that reads them for each connection',
  suites: ['bookworm'],
  break: `
    chmod -R a+r /etc/ssh`,
  symptom: { says: /Connection (reset|closed) by/ },
  expect: { verdict: 'undetermined', exit: 2 },
  console: {
    verdict: 'faulty',
    exit: 1,
    cause: 'hostkeys-bad-modes',
    confidence: 'proven',
    absent: ['sshd-config-error'],
  },
})
