import { defineScenario } from '../../scenario.ts'
import { SECOND_DOOR } from '../../second-door.ts'

export default defineScenario({
  title: 'somebody has stopped sshd, and the inventory knows a second way in',
  suites: ['bookworm', 'trixie'],
  host: SECOND_DOOR,
  break: 'systemctl stop ssh',
  symptom: { says: /Connection refused/ },
  check: { port: 22 },
  expect: { verdict: 'faulty', exit: 1, cause: 'sshd-stopped', confidence: 'proven' },
  fix: { remedy: 'sshd-start' },
})
