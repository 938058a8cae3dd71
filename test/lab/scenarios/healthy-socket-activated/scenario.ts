import { CLIENT } from '../../places.ts'
import { defineScenario } from '../../scenario.ts'

export default defineScenario({
  title: 'ssh.socket listens, and starts sshd at the first connection',
  suites: ['bookworm', 'trixie'],
  check: { from: CLIENT, user: 'deploy' },
  symptom: {},
  expect: { verdict: 'healthy', exit: 0 },
})
