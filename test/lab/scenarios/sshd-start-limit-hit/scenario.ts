import { defineScenario } from '../../scenario.ts'

export default defineScenario({
  title: 'sshd_config was broken and is mended again, but systemd has given up',
  suites: ['bookworm', 'trixie'],
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
