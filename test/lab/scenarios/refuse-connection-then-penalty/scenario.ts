import { attemptLogin } from '../../person.ts'
import { CLIENT } from '../../places.ts'
import { defineScenario } from '../../scenario.ts'

export default defineScenario({
  title: 'a Match block refuses the client, and further tries have earned it a penalty',
  suites: ['trixie'],
  break: `printf 'Match Address 203.0.113.0/24\\n  RefuseConnection yes\\n' >/etc/ssh/sshd_config.d/refuse.conf; systemctl restart ssh`,
  provoke: async (host) => {
    for (let tries = 0; tries < 3; tries++) await attemptLogin(host, { user: 'deploy' })
  },
  symptom: { user: 'deploy', says: /closed by|reset by/ },
  check: { from: CLIENT, user: 'deploy' },
  expect: { verdict: 'faulty', exit: 1, cause: 'refuse-connection', confidence: 'proven' },
})
