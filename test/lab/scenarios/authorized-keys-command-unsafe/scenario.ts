import { CLIENT } from '../../places.ts'
import { defineScenario } from '../../scenario.ts'

export default defineScenario({
  title: 'everybody may write to the program that prints keys',
  suites: ['bookworm'],
  break: `: >/home/deploy/.ssh/authorized_keys; printf '#!/bin/sh\\ncat /etc/keys-of-$1\\n' >/usr/local/bin/keys-of; chmod 777 /usr/local/bin/keys-of; printf 'AuthorizedKeysCommand /usr/local/bin/keys-of %%u\\nAuthorizedKeysCommandUser nobody\\n' >/etc/ssh/sshd_config.d/keys.conf; systemctl restart ssh`,
  symptom: { user: 'deploy', says: /Permission denied/ },
  check: { from: CLIENT, user: 'deploy' },
  expect: { verdict: 'faulty', exit: 1, cause: 'authorized-keys-command', confidence: 'proven' },
})
