import { CLIENT } from '../../places.ts'
import { defineScenario } from '../../scenario.ts'

export default defineScenario({
  title: 'sshd runs; what is on disk by now would keep it from starting',
  suites: ['bookworm', 'trixie'],
  check: { from: CLIENT, user: 'deploy' },
  symptom: {},
  expect: { verdict: 'healthy', exit: 0 },
})
