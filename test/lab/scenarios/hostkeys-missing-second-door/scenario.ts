import { attemptNewKey } from '../../new-host-key.ts'
import { defineScenario } from '../../scenario.ts'
import { SECOND_DOOR } from '../../second-door.ts'

export default defineScenario({
  title: 'the host keys are gone under a running sshd, and the inventory knows a second way in',
  suites: ['bookworm'],
  host: SECOND_DOOR,
  break: 'rm /etc/ssh/ssh_host_*',
  symptom: { says: /Connection (reset|closed) by/ },
  check: { port: 22 },
  expect: { verdict: 'faulty', exit: 1, cause: 'hostkeys-missing', confidence: 'proven' },
  fix: { remedy: 'hostkeys-generate', getsIn: attemptNewKey },
})
