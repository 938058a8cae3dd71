import { balancerThatSays, MOVE_SSHD } from '../../answers.ts'
import { CLIENT } from '../../places.ts'
import { defineScenario } from '../../scenario.ts'

export default defineScenario({
  title: 'a balancer on port 22 announces each client by a PROXY line',
  suites: ['bookworm'],
  break: `${MOVE_SSHD}${balancerThatSays(`('PROXY TCP4 %s %s %d 22\\r\\n' % (peer[0], s.getsockname()[0], peer[1])).encode()`)}`,
  symptom: { says: /Bad packet length|closed by|reset by|invalid/ },
  check: { from: CLIENT },
  expect: { verdict: 'faulty', exit: 1, cause: 'proxy-protocol-mismatch', confidence: 'likely' },
  console: { verdict: 'faulty', exit: 1, cause: 'proxy-protocol-mismatch', confidence: 'proven' },
})
