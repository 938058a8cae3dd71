import { attemptLogin } from '../../person.ts'
import { CLIENT } from '../../places.ts'
import { defineScenario } from '../../scenario.ts'

export default defineScenario({
  title: 'the user has authorised another key, and sshd tells which one was offered',
  suites: ['bookworm', 'trixie'],
  break: `ssh-keygen -q -t ed25519 -N '' -C old-laptop -f /tmp/old; cat /tmp/old.pub >/home/deploy/.ssh/authorized_keys; echo 'LogLevel VERBOSE' >/etc/ssh/sshd_config.d/log.conf; systemctl restart ssh`,
  provoke: async (host) => {
    await attemptLogin(host, { user: 'deploy' })
  },
  symptom: { user: 'deploy', says: /Permission denied/ },
  check: { from: CLIENT, user: 'deploy' },
  expect: { verdict: 'faulty', exit: 1, cause: 'key-not-authorized', confidence: 'proven' },
})
