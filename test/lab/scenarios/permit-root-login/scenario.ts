import { attemptLogin } from '../../person.ts'
import { CLIENT } from '../../places.ts'
import { defineScenario } from '../../scenario.ts'

export default defineScenario({
  title: 'root has a key, and sshd does not take it',
  suites: ['bookworm', 'trixie'],
  break: `install -d -m 700 /root/.ssh; cp /home/deploy/.ssh/authorized_keys /root/.ssh/; echo 'PermitRootLogin no' >/etc/ssh/sshd_config.d/root.conf; systemctl restart ssh`,
  provoke: async (host) => {
    await attemptLogin(host, { user: 'root' })
  },
  symptom: { user: 'root', says: /Permission denied/ },
  check: { from: CLIENT, user: 'root' },
  expect: { verdict: 'faulty', exit: 1, cause: 'permit-root-login', confidence: 'proven' },
})
