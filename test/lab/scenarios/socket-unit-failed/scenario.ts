import { defineScenario } from '../../scenario.ts'

export default defineScenario({
  title: 'connections came while sshd_config was broken; it is mended, but ssh.socket has failed',
  suites: ['bookworm', 'trixie'],
  symptom: { says: /Connection refused/ },
  expect: { verdict: 'faulty', exit: 1, cause: 'sshd-stopped', confidence: 'likely' },
  console: {
    verdict: 'faulty',
    exit: 1,
    cause: 'socket-unit-failed',
    confidence: 'proven',
    absent: ['sshd-config-error'],
  },
})
