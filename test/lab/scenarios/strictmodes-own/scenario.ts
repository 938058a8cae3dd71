import { defineScenario } from '../../scenario.ts'

export default defineScenario({
  title: 'the home directory of our own login is open to everybody',
  suites: ['bookworm', 'trixie'],
  break: `chmod 777 /home/medic`,
  symptom: { user: 'medic', says: /Permission denied/ },
  check: { user: 'medic' },
  expect: { verdict: 'undetermined', exit: 2, cause: 'key-not-authorized', confidence: 'possible' },
  console: { verdict: 'faulty', exit: 1, cause: 'strictmodes', confidence: 'proven' },
})
