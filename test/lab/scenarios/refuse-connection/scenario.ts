import { attemptLogin } from '../../person.ts'
import { CLIENT } from '../../places.ts'
import { defineScenario } from '../../scenario.ts'

export default defineScenario({
  title: 'a Match block refuses connections from the client’s network',
  suites: ['trixie'],
  break: `printf 'Match Address 203.0.113.0/24\\n  RefuseConnection yes\\n' >/etc/ssh/sshd_config.d/refuse.conf; systemctl restart ssh`,
  provoke: async (host) => {
    await attemptLogin(host, { user: 'deploy', connectTimeoutS: 30 })
  },
  symptom: { user: 'deploy', says: /Connection closed by/ },
  check: { from: CLIENT, user: 'deploy' },
  expect: { verdict: 'faulty', exit: 1, cause: 'refuse-connection', confidence: 'proven' },
})
