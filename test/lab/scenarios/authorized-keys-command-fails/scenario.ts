import { attemptLogin } from '../../person.ts'
import { CLIENT } from '../../places.ts'
import { defineScenario } from '../../scenario.ts'

export default defineScenario({
  title: 'the program that prints keys ends with an error',
  suites: ['bookworm'],
  break: `: >/home/deploy/.ssh/authorized_keys; printf '#!/bin/sh\\nexit 3\\n' >/usr/local/bin/keys-of; chmod 755 /usr/local/bin/keys-of; printf 'AuthorizedKeysCommand /usr/local/bin/keys-of %%u\\nAuthorizedKeysCommandUser nobody\\n' >/etc/ssh/sshd_config.d/keys.conf; systemctl restart ssh`,
  provoke: async (host) => {
    await attemptLogin(host, { user: 'deploy' })
  },
  symptom: { user: 'deploy', says: /Permission denied/ },
  check: { from: CLIENT, user: 'deploy' },
  expect: { verdict: 'faulty', exit: 1, cause: 'authorized-keys-command', confidence: 'proven' },
})
