import { CLIENT } from '../../places.ts'
import { defineScenario } from '../../scenario.ts'

export default defineScenario({
  title: 'ufw limits SSH, and the person is far from the limit',
  suites: ['bookworm', 'trixie'],
  break: 'ufw limit OpenSSH; ufw --force enable',
  symptom: { user: 'deploy' },
  check: { from: CLIENT, user: 'deploy' },
  expect: { verdict: 'healthy', exit: 0 },
})
