import { defineScenario } from '../../scenario.ts'

export default defineScenario({
  title: 'sshd_config says 2222, and ssh.socket goes on to listen on 22',
  suites: ['bookworm', 'trixie'],
  check: { port: 2222 },
  symptom: {},
  expect: {
    verdict: 'faulty',
    exit: 1,
    cause: 'socket-activation-port-mismatch',
    confidence: 'proven',
  },
})
