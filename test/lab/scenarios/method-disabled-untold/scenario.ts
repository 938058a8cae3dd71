import { attemptLogin } from '../../person.ts'
import { CLIENT } from '../../places.ts'
import { defineScenario } from '../../scenario.ts'

export default defineScenario({
  title: 'a password may be what was missing after the key, or the key itself: sshd does not tell',
  suites: ['bookworm', 'trixie'],
  break: `printf 'Match User deploy\\nAuthenticationMethods publickey,password\\n' >/etc/ssh/sshd_config.d/methods.conf; systemctl restart ssh`,
  provoke: async (host) => {
    await attemptLogin(host, { user: 'deploy' })
  },
  symptom: { user: 'deploy', says: /Permission denied/ },
  check: { from: CLIENT, user: 'deploy' },
  expect: { verdict: 'undetermined', exit: 2, cause: 'method-disabled', confidence: 'possible' },
})
