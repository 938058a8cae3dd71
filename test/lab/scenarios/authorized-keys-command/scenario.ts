import { attemptLogin } from '../../person.ts'
import { CLIENT } from '../../places.ts'
import { defineScenario } from '../../scenario.ts'

export default defineScenario({
  title: 'the program that prints keys was deleted',
  suites: ['bookworm', 'trixie'],
  break: `: >/home/deploy/.ssh/authorized_keys; printf 'AuthorizedKeysCommand /usr/local/bin/keys-of %%u\\nAuthorizedKeysCommandUser nobody\\n' >/etc/ssh/sshd_config.d/keys.conf; systemctl restart ssh`,
  provoke: async (host) => {
    await attemptLogin(host, { user: 'deploy' })
  },
  symptom: { user: 'deploy', says: /Permission denied/ },
  check: { from: CLIENT, user: 'deploy' },
  expect: { verdict: 'faulty', exit: 1, cause: 'authorized-keys-command', confidence: 'proven' },
})
