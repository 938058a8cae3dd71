import { defineScenario } from '../../scenario.ts'
import { limitTasks } from '../../strain.ts'

export default defineScenario({
  title: 'sshd may start one process and no second: connections end after the banner',
  suites: ['bookworm', 'trixie'],
  provoke: (host) => limitTasks(host, 2),
  symptom: { says: /reset by|closed by/i },
  expect: { verdict: 'undetermined', exit: 2 },
  console: { verdict: 'faulty', exit: 1, cause: 'pids-limit', confidence: 'proven' },
})
