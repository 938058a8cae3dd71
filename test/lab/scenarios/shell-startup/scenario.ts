import { defineScenario } from '../../scenario.ts'

export default defineScenario({
  title: '.bashrc of our own login ends every shell',
  suites: ['bookworm', 'trixie'],
  break: `sed -i '1i exit 3' /home/medic/.bashrc`,
  symptom: { user: 'medic', says: /^/ },
  check: { user: 'medic' },
  expect: { verdict: 'undetermined', exit: 2, cause: 'shell-startup', confidence: 'possible' },
  console: { verdict: 'faulty', exit: 1, cause: 'shell-startup', confidence: 'proven' },
})
