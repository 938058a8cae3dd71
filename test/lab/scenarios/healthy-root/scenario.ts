import { CLIENT } from '../../places.ts'
import { defineScenario } from '../../scenario.ts'

export default defineScenario({
  title: 'root logs in with its key',
  suites: ['bookworm', 'trixie'],
  break: `install -d -m 700 /root/.ssh; cp /home/deploy/.ssh/authorized_keys /root/.ssh/`,
  symptom: { user: 'root' },
  check: { from: CLIENT, user: 'root' },
  expect: { verdict: 'healthy', exit: 0 },
})
