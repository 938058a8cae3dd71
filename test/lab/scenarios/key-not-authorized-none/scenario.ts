import { CLIENT } from '../../places.ts'
import { defineScenario } from '../../scenario.ts'

export default defineScenario({
  title: 'nobody gave the new account a key, and passwords are off',
  suites: ['bookworm'],
  break: `: >/home/deploy/.ssh/authorized_keys; echo 'PasswordAuthentication no' >/etc/ssh/sshd_config.d/keys.conf; systemctl restart ssh`,
  symptom: { user: 'deploy', says: /Permission denied/ },
  check: { from: CLIENT, user: 'deploy' },
  expect: { verdict: 'faulty', exit: 1, cause: 'key-not-authorized', confidence: 'proven' },
})
