import { earnPenalty } from '../../outside.ts'
import { CLIENT } from '../../places.ts'
import { defineScenario } from '../../scenario.ts'

export default defineScenario({
  title: 'sshd punishes the client for connections without a login',
  suites: ['trixie'],
  provoke: (host) => earnPenalty(host, CLIENT),
  symptom: { says: /closed by|reset by/ },
  check: { from: CLIENT },
  expect: { verdict: 'faulty', exit: 1, cause: 'persource-penalties', confidence: 'proven' },
  fix: { remedy: 'penalties-clear', lasting: true },
})
