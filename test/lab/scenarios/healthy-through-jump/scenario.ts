import { addJumpHost } from '../../jump.ts'
import { CLIENT } from '../../places.ts'
import { defineScenario } from '../../scenario.ts'

export default defineScenario({
  title: 'a host behind a jump host, and nothing is wrong',
  suites: ['bookworm'],
  provoke: (host) => addJumpHost(host),
  symptom: { jump: true },
  check: { from: CLIENT, user: 'deploy' },
  expect: { verdict: 'healthy', exit: 0 },
})
