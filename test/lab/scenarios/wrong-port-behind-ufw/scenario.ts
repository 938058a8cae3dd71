import { CLIENT } from '../../places.ts'
import { defineScenario } from '../../scenario.ts'

export default defineScenario({
  title: 'the person tries 2222, where nobody listens and the firewall is silent besides',
  suites: ['bookworm'],
  break: 'ufw allow OpenSSH; ufw --force enable',
  symptom: { port: 2222, says: /timed out/ },
  check: { from: CLIENT, port: 2222 },
  expect: { verdict: 'faulty', exit: 1, cause: 'wrong-port', confidence: 'proven' },
})
