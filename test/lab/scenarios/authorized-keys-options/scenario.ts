import { attemptLogin } from '../../person.ts'
import { CLIENT } from '../../places.ts'
import { defineScenario } from '../../scenario.ts'

export default defineScenario({
  title: 'the key is allowed from another network alone',
  suites: ['bookworm', 'trixie'],
  break: `sed -i 's#^#from="10.9.0.0/16,!203.0.113.0/24" #' /home/deploy/.ssh/authorized_keys`,
  provoke: async (host) => {
    await attemptLogin(host, { user: 'deploy' })
  },
  symptom: { user: 'deploy', says: /Permission denied/ },
  check: { from: CLIENT, user: 'deploy' },
  expect: { verdict: 'faulty', exit: 1, cause: 'authorized-keys-options', confidence: 'proven' },
})
