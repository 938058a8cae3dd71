import { CLIENT } from '../../places.ts'
import { defineScenario } from '../../scenario.ts'

export default defineScenario({
  title: 'sshd.socket starts one sshd for each connection, as on Red Hat',
  suites: ['bookworm', 'trixie'],
  check: { from: CLIENT, user: 'deploy' },
  symptom: {},
  expect: { verdict: 'healthy', exit: 0 },
})
