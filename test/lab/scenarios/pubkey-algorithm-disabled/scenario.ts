import { CLIENT } from '../../places.ts'
import { defineScenario } from '../../scenario.ts'

export default defineScenario({
  title: 'the user has an RSA key, and sshd takes only Ed25519',
  suites: ['bookworm', 'trixie'],
  break: `ssh-keygen -q -t rsa -b 2048 -N '' -C old-laptop -f /tmp/old; cat /tmp/old.pub >/home/deploy/.ssh/authorized_keys; echo 'PubkeyAcceptedAlgorithms ssh-ed25519' >/etc/ssh/sshd_config.d/keys.conf; systemctl restart ssh`,
  symptom: { user: 'deploy', says: /Permission denied/ },
  check: { from: CLIENT, user: 'deploy' },
  expect: { verdict: 'faulty', exit: 1, cause: 'pubkey-algorithm-disabled', confidence: 'proven' },
})
