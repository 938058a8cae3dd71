import { CLIENT } from '../../places.ts'
import { defineScenario } from '../../scenario.ts'

export default defineScenario({
  title: 'hosts.deny names the client',
  suites: ['bookworm', 'trixie'],
  break: `echo 'sshd: ${CLIENT}' >>/etc/hosts.deny`,
  symptom: { says: /reset by peer|closed by/, connectTimeoutS: 20 },
  check: { from: CLIENT },
  expect: { verdict: 'faulty', exit: 1, cause: 'tcp-wrappers-deny', confidence: 'proven' },
  fix: { remedy: 'hosts-allow' },
})
