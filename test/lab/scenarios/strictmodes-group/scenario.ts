import { CLIENT } from '../../places.ts'
import { defineScenario } from '../../scenario.ts'

export default defineScenario({
  title: 'a colleague in the user’s group may write into the home directory',
  suites: ['bookworm'],
  break: `usermod -aG deploy medic; chmod g+w /home/deploy`,
  symptom: { user: 'deploy', says: /Permission denied/ },
  check: { from: CLIENT, user: 'deploy' },
  expect: { verdict: 'faulty', exit: 1, cause: 'strictmodes', confidence: 'proven' },
  fix: { remedy: 'strictmodes-repair', lasting: true },
})
