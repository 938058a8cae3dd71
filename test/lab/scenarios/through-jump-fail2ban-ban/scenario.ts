import { ban, withFail2ban } from '../../fail2ban.ts'
import { addJumpHost } from '../../jump.ts'
import { CLIENT } from '../../places.ts'
import { defineScenario } from '../../scenario.ts'

export default defineScenario({
  title: 'a ban is found, lifted and verified through a jump host',
  suites: ['bookworm'],
  host: withFail2ban('[sshd]\nenabled = true\n'),
  break: ban('sshd', CLIENT),
  provoke: (host) => addJumpHost(host),
  symptom: { says: /Connection refused/ },
  check: { from: CLIENT },
  expect: { verdict: 'faulty', exit: 1, cause: 'fail2ban-ban', confidence: 'proven', absent: ['proxyjump-fail'] },
  fix: { remedy: 'fail2ban-unban' },
})
