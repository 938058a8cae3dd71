import { CLIENT } from '../../places.ts'
import { defineScenario } from '../../scenario.ts'

export default defineScenario({
  title: 'sshd listens on 22, as ever, and the person tries 2222',
  suites: ['bookworm'],
  symptom: { port: 2222, says: /Connection refused/ },
  check: { from: CLIENT, port: 2222 },
  expect: { verdict: 'faulty', exit: 1, cause: 'wrong-port', confidence: 'proven' },
})
