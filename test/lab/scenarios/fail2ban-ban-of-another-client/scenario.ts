import { ban, withFail2ban } from '../../fail2ban.ts'
import { CLIENT, OTHER_CLIENT } from '../../places.ts'
import { defineScenario } from '../../scenario.ts'

export default defineScenario({
  title: 'fail2ban has banned somebody else',
  suites: ['bookworm'],
  host: withFail2ban('[sshd]\nenabled = true\n'),
  break: ban('sshd', OTHER_CLIENT),
  symptom: {},
  check: { from: CLIENT },
  expect: { verdict: 'healthy', exit: 0 },
})
