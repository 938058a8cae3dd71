import { defineScenario } from '../../scenario.ts'

export default defineScenario({
  title: 'ssh.socket was moved to 2222, and sshd_config still says 22',
  suites: ['bookworm', 'trixie'],
  symptom: { says: /Connection refused/ },
  expect: { verdict: 'faulty', exit: 1, cause: 'wrong-port-listening', confidence: 'likely' },
  console: { verdict: 'faulty', exit: 1, cause: 'socket-activation-port-mismatch', confidence: 'proven' },
})
