import { shutUntilKnocked } from '../../knocking.ts'
import { BASTION_ADDRESS, CLIENT } from '../../places.ts'
import { defineScenario } from '../../scenario.ts'

export default defineScenario({
  title: 'port 22 is shut until a knock, but for the bastion',
  suites: ['bookworm', 'trixie'],
  break: shutUntilKnocked([BASTION_ADDRESS]),
  symptom: { says: /timed out/ },
  check: { from: CLIENT },
  expect: { verdict: 'faulty', exit: 1, cause: 'port-knocking', confidence: 'proven' },
})
