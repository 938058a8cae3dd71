import { MOVE_SSHD } from '../../answers.ts'
import { defineScenario } from '../../scenario.ts'

export default defineScenario({
  title: 'socat forwards port 22 to a port where nothing listens',
  suites: ['trixie'],
  break: `${MOVE_SSHD}
    systemd-run -q --unit=forward socat TCP-LISTEN:22,fork,reuseaddr TCP:127.0.0.1:2022
    for try in $(seq 50); do ss -Hltn 'sport = :22' | grep -q . && break; sleep 0.1; done`,
  symptom: { says: /closed by|reset by/ },
  expect: { verdict: 'undetermined', exit: 2, untested: ['lb-no-backend'] },
  console: { verdict: 'faulty', exit: 1, cause: 'lb-no-backend', confidence: 'proven' },
})
