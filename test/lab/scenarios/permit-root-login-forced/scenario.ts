import { CLIENT } from '../../places.ts'
import { defineScenario } from '../../scenario.ts'

export default defineScenario({
  title: 'root may run forced commands alone, and its key has none',
  suites: ['bookworm'],
  break: `install -d -m 700 /root/.ssh; cp /home/deploy/.ssh/authorized_keys /root/.ssh/; echo 'PermitRootLogin forced-commands-only' >/etc/ssh/sshd_config.d/root.conf; systemctl restart ssh`,
  symptom: { user: 'root', says: /closed|reset|denied|Broken pipe/ },
  check: { from: CLIENT, user: 'root' },
  expect: { verdict: 'faulty', exit: 1, cause: 'permit-root-login', confidence: 'proven' },
})
