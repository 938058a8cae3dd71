import { MOVE_SSHD } from '../../answers.ts'
import { defineScenario } from '../../scenario.ts'

export default defineScenario({
  title: 'a web server has port 22, and waits for the client to speak',
  suites: ['bookworm'],
  break: `${MOVE_SSHD}
    systemd-run -q --unit=web python3 -m http.server 22
    for try in $(seq 50); do ss -Hltn 'sport = :22' | grep -q . && break; sleep 0.1; done`,
  symptom: { says: /closed by|reset by|invalid|timed out/ },
  expect: {
    verdict: 'faulty',
    exit: 1,
    cause: 'non-ssh-service',
    confidence: 'likely',
    absent: ['sshd-hung', 'tarpit'],
  },
  console: { verdict: 'faulty', exit: 1, cause: 'non-ssh-service', confidence: 'proven' },
  slowMs: 120_000,
})
