import { shutUntilKnocked } from '../../knocking.ts'
import { defineScenario } from '../../scenario.ts'

export default defineScenario({
  title: 'port 22 is shut until a knock, for the bastion too',
  suites: ['bookworm'],
  break: shutUntilKnocked([]),
  symptom: { says: /timed out/ },
  expect: { verdict: 'undetermined', exit: 2, untested: ['port-knocking', 'network-fw-drop'] },
  console: { verdict: 'faulty', exit: 1, cause: 'port-knocking', confidence: 'proven' },
})
