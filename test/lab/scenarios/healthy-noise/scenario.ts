import { withFail2ban } from '../../fail2ban.ts'
import { CLIENT } from '../../places.ts'
import { defineScenario } from '../../scenario.ts'

export default defineScenario({
  title: 'much is refused here, but not the client',
  suites: ['bookworm', 'trixie'],
  host: withFail2ban('[sshd]\nenabled = true\n'),
  symptom: { user: 'deploy' },
  check: { from: CLIENT, user: 'deploy' },
  expect: { verdict: 'healthy', exit: 0 },
})
