import { unpackNextOpenSsh } from '../../half-upgrade.ts'
import { defineScenario } from '../../scenario.ts'

export default defineScenario({
  title: 'an upgrade from 12 to 13 has put OpenSSH 10 on the disk, and 9.2 still listens',
  suites: ['bookworm'],
  provoke: unpackNextOpenSsh,
  symptom: { says: /reset by|[Cc]losed by/ },
  expect: { verdict: 'undetermined', exit: 2, untested: ['closed-without-greeting'] },
  console: { verdict: 'faulty', exit: 1, cause: 'sshd-upgraded-not-restarted', confidence: 'proven' },
})
