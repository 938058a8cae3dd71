import { attemptLogin } from '../../person.ts'
import { CLIENT } from '../../places.ts'
import { defineScenario } from '../../scenario.ts'

export default defineScenario({
  title: '~/.ssh belongs to root, and the user cannot pass',
  suites: ['bookworm', 'trixie'],
  break: `chown root: /home/deploy/.ssh`,
  provoke: async (host) => {
    await attemptLogin(host, { user: 'deploy' })
  },
  symptom: { user: 'deploy', says: /Permission denied/ },
  check: { from: CLIENT, user: 'deploy' },
  expect: { verdict: 'faulty', exit: 1, cause: 'authorized-keys-unreadable', confidence: 'proven' },
  fix: { remedy: 'authorized-keys-modes' },
})
