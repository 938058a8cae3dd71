import { defineScenario } from '../../scenario.ts'

export default defineScenario({
  title: 'the host keys are gone under a running sshd that reads them for each connection',
  suites: ['bookworm'],
  break: `
    rm /etc/ssh/ssh_host_*`,
  symptom: { says: /Connection (reset|closed) by/ },
  expect: { verdict: 'undetermined', exit: 2 },
  console: {
    verdict: 'faulty',
    exit: 1,
    cause: 'hostkeys-missing',
    confidence: 'proven',
    absent: ['sshd-config-error'],
  },
})
