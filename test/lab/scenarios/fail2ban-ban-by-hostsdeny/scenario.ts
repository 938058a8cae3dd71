import { withFail2ban } from '../../fail2ban.ts'
import { CLIENT } from '../../places.ts'
import { defineScenario } from '../../scenario.ts'

export default defineScenario({
  title: 'fail2ban carries out its ban by hosts.deny',
  suites: ['bookworm'],
  host: withFail2ban('[sshd]\nenabled = true\nbanaction = hostsdeny\n'),
  break: `
    fail2ban-client set sshd banip ${CLIENT}
    timeout 20 bash -c 'until grep -qF ${CLIENT} /etc/hosts.deny; do sleep 0.2; done'`,
  symptom: { says: /reset by|closed by/, connectTimeoutS: 20 },
  check: { from: CLIENT },
  expect: { verdict: 'faulty', exit: 1, cause: 'fail2ban-ban', confidence: 'proven' },
  fix: { remedy: 'fail2ban-unban' },
})
