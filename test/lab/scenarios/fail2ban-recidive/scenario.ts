import { ban, withFail2ban } from '../../fail2ban.ts'
import { CLIENT } from '../../places.ts'
import { defineScenario } from '../../scenario.ts'

export default defineScenario({
  title: 'a repeat offender: banned in the jails sshd and recidive',
  suites: ['bookworm'],
  host: withFail2ban(
    '[sshd]\nenabled = true\n[recidive]\nenabled = true\nbackend = polling\nlogpath = /var/log/fail2ban.log\n',
    ['sshd', 'recidive'],
  ),
  break: ban('sshd', CLIENT) + ban('recidive', CLIENT),
  symptom: { says: /Connection refused/ },
  check: { from: CLIENT },
  expect: { verdict: 'faulty', exit: 1, cause: 'fail2ban-recidive', confidence: 'proven' },
  fix: { remedy: 'fail2ban-unban' },
})
