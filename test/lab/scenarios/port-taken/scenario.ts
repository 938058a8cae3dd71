import { defineScenario } from '../../scenario.ts'

export default defineScenario({
  title: 'another program took the port of IPv4 before sshd; systemd calls sshd active',
  suites: ['bookworm', 'trixie'],
  symptom: { says: /reset by|[Cc]losed by/ },
  expect: { verdict: 'undetermined', exit: 2, untested: ['port-taken'] },
  console: { verdict: 'faulty', exit: 1, cause: 'port-taken', confidence: 'proven' },
})
