import { CLIENT } from '../../places.ts'
import { defineScenario } from '../../scenario.ts'

export default defineScenario({
  title: 'the host has lost its default route: its neighbours get in, the client does not',
  suites: ['bookworm'],
  break: 'ip route del default',
  symptom: { says: /timed out/ },
  check: { from: CLIENT },
  expect: { verdict: 'faulty', exit: 1, cause: 'return-route-missing', confidence: 'proven' },
})
