import { CLIENT } from '../../places.ts'
import { defineScenario } from '../../scenario.ts'

export default defineScenario({
  title: 'the name server does not answer, and sshd does not ask it',
  suites: ['bookworm'],
  break: `echo 'nameserver 192.0.2.53' >/etc/resolv.conf`,
  symptom: {},
  check: { from: CLIENT, user: 'deploy' },
  expect: { verdict: 'healthy', exit: 0 },
})
