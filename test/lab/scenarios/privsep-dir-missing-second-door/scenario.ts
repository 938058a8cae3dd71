import { defineScenario } from '../../scenario.ts'
import { SECOND_DOOR } from '../../second-door.ts'

export default defineScenario({
  title: 'a clean-up removed /run/sshd under a running sshd, and the inventory knows a second way in',
  suites: ['bookworm'],
  host: SECOND_DOOR,
  break: 'rm -r /run/sshd',
  symptom: { says: /Connection (reset|closed) by/ },
  check: { port: 22 },
  expect: { verdict: 'faulty', exit: 1, cause: 'privsep-dir-missing', confidence: 'proven' },
  fix: { remedy: 'privsep-dir' },
})
