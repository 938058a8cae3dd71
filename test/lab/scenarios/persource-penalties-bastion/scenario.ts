import { earnPenalty } from '../../outside.ts'
import { BASTION_ADDRESS } from '../../places.ts'
import { defineScenario } from '../../scenario.ts'

export default defineScenario({
  title: 'sshd punishes the bastion itself',
  suites: ['trixie'],
  provoke: (host) => earnPenalty(host, BASTION_ADDRESS),
  symptom: {},
  check: { from: BASTION_ADDRESS },
  // MaxStartups says the same words since 9.8: only the host’s own log can tell.
  expect: { verdict: 'undetermined', exit: 2, cause: 'persource-penalties', confidence: 'possible' },
  console: {
    ...{ verdict: 'faulty', exit: 1, cause: 'persource-penalties', confidence: 'proven' },
    absent: ['maxstartups'],
  },
})
