import { withFail2ban } from '../../fail2ban.ts'
import { CLIENT } from '../../places.ts'
import { defineScenario } from '../../scenario.ts'

export default defineScenario({
  title: 'fail2ban has ufw carry out its ban',
  suites: ['bookworm', 'trixie'],
  host: withFail2ban('[sshd]\nenabled = true\nbanaction = ufw\n'),
  break: `
    ufw allow OpenSSH; ufw --force enable
    fail2ban-client set sshd banip ${CLIENT}
    timeout 20 bash -c 'until ufw status | grep -qF ${CLIENT}; do sleep 0.2; done'`,
  symptom: { says: /Connection refused/ },
  check: { from: CLIENT },
  expect: { verdict: 'faulty', exit: 1, cause: 'fail2ban-ban', confidence: 'proven' },
  fix: { remedy: 'fail2ban-unban' },
})
