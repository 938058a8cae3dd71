import { ban, withFail2ban } from '../../fail2ban.ts'
import { CLIENT } from '../../places.ts'
import { defineScenario } from '../../scenario.ts'

export default defineScenario({
  title: 'fail2ban has banned the client; the bastion gets in',
  suites: ['bookworm', 'trixie'],
  host: withFail2ban('[sshd]\nenabled = true\n'),
  break: ban('sshd', CLIENT),
  symptom: { says: /Connection refused/ },
  check: { from: CLIENT },
  expect: {
    verdict: 'faulty',
    exit: 1,
    cause: 'fail2ban-ban',
    confidence: 'proven',
    absent: ['fail2ban-recidive', 'ufw-deny'],
  },
  fix: { remedy: 'fail2ban-unban' },
})
