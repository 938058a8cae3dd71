import { attemptLogin } from '../../person.ts'
import { CLIENT } from '../../places.ts'
import { defineScenario } from '../../scenario.ts'

export default defineScenario({
  title: 'everybody may write into ~/.ssh',
  suites: ['bookworm', 'trixie'],
  break: `chmod 777 /home/deploy/.ssh`,
  provoke: async (host) => {
    await attemptLogin(host, { user: 'deploy' })
  },
  symptom: { user: 'deploy', says: /Permission denied/ },
  check: { from: CLIENT, user: 'deploy' },
  expect: { verdict: 'faulty', exit: 1, cause: 'strictmodes', confidence: 'proven' },
  fix: { remedy: 'strictmodes-repair', lasting: true },
})
