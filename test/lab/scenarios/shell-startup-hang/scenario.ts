import { defineScenario } from '../../scenario.ts'

export default defineScenario({
  title: '.bashrc of our own login waits for what never comes',
  suites: ['bookworm'],
  break: `sed -i '1i sleep 600' /home/medic/.bashrc`,
  check: { user: 'medic' },
  expect: { verdict: 'undetermined', exit: 2, cause: 'shell-startup', confidence: 'possible' },
  console: { verdict: 'faulty', exit: 1, cause: 'shell-startup', confidence: 'likely' },
  slowMs: 120_000,
})
