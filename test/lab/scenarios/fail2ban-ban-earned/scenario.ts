import { ban, withFail2ban } from '../../fail2ban.ts'
import { attemptLogin } from '../../person.ts'
import { CLIENT } from '../../places.ts'
import { defineScenario } from '../../scenario.ts'

export default defineScenario({
  title: 'fail2ban has banned the client twice for failed logins, which the log names',
  suites: ['bookworm', 'trixie'],
  host: withFail2ban('[sshd]\nenabled = true\nmaxretry = 3\n'),
  provoke: async (host) => {
    for (let tries = 0; tries < 4; tries++) await attemptLogin(host, { user: 'ghost', connectTimeoutS: 2 })
    await host.exec(`timeout 20 bash -c 'until nft list ruleset | grep -qF ${CLIENT}; do sleep 0.2; done'`)
    // Time runs out, and it fails on.
    await host.exec(`fail2ban-client set sshd unbanip ${CLIENT}; ${ban('sshd', CLIENT)}`)
  },
  symptom: { says: /Connection refused/ },
  check: { from: CLIENT },
  expect: { verdict: 'faulty', exit: 1, cause: 'fail2ban-ban', confidence: 'proven' },
  fix: { remedy: 'fail2ban-ignore' },
})
