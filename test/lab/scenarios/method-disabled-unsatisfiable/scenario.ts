import { attemptLogin } from '../../person.ts'
import { CLIENT } from '../../places.ts'
import { defineScenario } from '../../scenario.ts'

export default defineScenario({
  title: 'two proofs are asked for, and one of them is switched off',
  suites: ['bookworm'],
  break: `printf 'Match User deploy\\nAuthenticationMethods publickey,keyboard-interactive\\n' >/etc/ssh/sshd_config.d/methods.conf; systemctl restart ssh`,
  provoke: async (host) => {
    await attemptLogin(host, { user: 'deploy' })
  },
  symptom: { user: 'deploy', says: /no authentication methods enabled/ },
  check: { from: CLIENT, user: 'deploy' },
  expect: { verdict: 'faulty', exit: 1, cause: 'method-disabled', confidence: 'proven' },
})
