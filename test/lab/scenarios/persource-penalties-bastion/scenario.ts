import { earnPenalty } from '../../outside.ts'
import { BASTION_ADDRESS } from '../../places.ts'
import { defineScenario } from '../../scenario.ts'

export default defineScenario({
  title: 'sshd punishes the bastion itself',
  suites: ['trixie'],
  provoke: (host) => earnPenalty(host, BASTION_ADDRESS),
  symptom: {},
  expect: { verdict: 'faulty', exit: 1, cause: 'persource-penalties', confidence: 'proven' },
})
