import { attemptLogin } from '../../person.ts'
import { CLIENT } from '../../places.ts'
import { defineScenario } from '../../scenario.ts'

export default defineScenario({
  title: 'the user has authorised another key',
  suites: ['bookworm', 'trixie'],
  break: `ssh-keygen -q -t ed25519 -N '' -C old-laptop -f /tmp/old; cat /tmp/old.pub >/home/deploy/.ssh/authorized_keys`,
  provoke: async (host) => {
    await attemptLogin(host, { user: 'deploy' })
  },
  symptom: { user: 'deploy', says: /Permission denied/ },
  check: { from: CLIENT, user: 'deploy' },
  expect: { verdict: 'faulty', exit: 1, cause: 'key-not-authorized', confidence: 'likely' },
})
