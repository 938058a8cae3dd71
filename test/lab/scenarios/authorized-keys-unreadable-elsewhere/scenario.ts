import { CLIENT } from '../../places.ts'
import { defineScenario } from '../../scenario.ts'

export default defineScenario({
  title: 'sshd was told to look for keys in another place',
  suites: ['bookworm'],
  break: `echo 'AuthorizedKeysFile /etc/ssh/keys/%u' >/etc/ssh/sshd_config.d/keys.conf; install -D -m 644 /home/medic/.ssh/authorized_keys /etc/ssh/keys/medic; systemctl restart ssh`,
  symptom: { user: 'deploy', says: /Permission denied/ },
  check: { from: CLIENT, user: 'deploy' },
  expect: { verdict: 'faulty', exit: 1, cause: 'authorized-keys-unreadable', confidence: 'proven' },
})
