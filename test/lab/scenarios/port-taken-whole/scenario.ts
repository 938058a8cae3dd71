import { defineScenario } from '../../scenario.ts'

export default defineScenario({
  title: 'another program took the port before sshd, which failed',
  suites: ['bookworm', 'trixie'],
  symptom: { says: /Connection closed|reset by|invalid format/ },
  expect: { verdict: 'undetermined', exit: 2, untested: ['port-taken'] },
  console: { verdict: 'faulty', exit: 1, cause: 'port-taken', confidence: 'proven' },
})
