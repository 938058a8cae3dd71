import { unpackNextOpenSsh } from '../../half-upgrade.ts'
import { defineScenario } from '../../scenario.ts'
import { SECOND_DOOR } from '../../second-door.ts'

export default defineScenario({
  title: 'OpenSSH 10 is on the disk, 9.2 still listens, and the inventory knows a second way in',
  suites: ['bookworm'],
  host: SECOND_DOOR,
  provoke: unpackNextOpenSsh,
  symptom: { says: /reset by|[Cc]losed by/ },
  check: { port: 22 },
  expect: { verdict: 'faulty', exit: 1, cause: 'sshd-upgraded-not-restarted', confidence: 'proven' },
  fix: { remedy: 'sshd-restart', lasting: true },
})
