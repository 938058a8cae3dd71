import { CLIENT } from '../../places.ts'
import { defineScenario } from '../../scenario.ts'

export default defineScenario({
  title: 'hosts.deny names the client, in the lines that DenyHosts writes',
  suites: ['bookworm'],
  break: `printf '# DenyHosts: Fri Nov 20 03:04:05 2026 | sshd: ${CLIENT}\\nsshd: ${CLIENT}\\n' >>/etc/hosts.deny`,
  symptom: { says: /reset by peer|closed by/, connectTimeoutS: 20 },
  check: { from: CLIENT },
  expect: { verdict: 'faulty', exit: 1, cause: 'tcp-wrappers-deny', confidence: 'proven' },
})
