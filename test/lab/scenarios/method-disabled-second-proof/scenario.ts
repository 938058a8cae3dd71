import { attemptLogin } from '../../person.ts'
import { CLIENT } from '../../places.ts'
import { defineScenario } from '../../scenario.ts'

export default defineScenario({
  title: 'a password is asked for after the key',
  suites: ['bookworm', 'trixie'],
  break: `printf 'Match User deploy\\nAuthenticationMethods publickey,password\\nLogLevel VERBOSE\\n' >/etc/ssh/sshd_config.d/methods.conf; systemctl restart ssh`,
  provoke: async (host) => {
    await attemptLogin(host, { user: 'deploy' })
  },
  symptom: { user: 'deploy', says: /Permission denied/ },
  check: { from: CLIENT, user: 'deploy' },
  expect: { verdict: 'faulty', exit: 1, cause: 'method-disabled', confidence: 'proven' },
})
