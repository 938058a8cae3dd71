import { balancerThatSays, MOVE_SSHD } from '../../answers.ts'
import { defineScenario } from '../../scenario.ts'

export default defineScenario({
  title: 'the same with an sshd that does not log what it got',
  suites: ['trixie'],
  break: `${MOVE_SSHD}${balancerThatSays(`('PROXY TCP4 %s %s %d 22\\r\\n' % (peer[0], s.getsockname()[0], peer[1])).encode()`)}`,
  symptom: { says: /Bad packet length|closed by|reset by|invalid/ },
  expect: { verdict: 'faulty', exit: 1, cause: 'proxy-protocol-mismatch', confidence: 'likely' },
  console: { verdict: 'faulty', exit: 1, cause: 'proxy-protocol-mismatch', confidence: 'likely' },
})
