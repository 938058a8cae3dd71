import { defineScenario } from '../../scenario.ts'
import { limitTasks } from '../../strain.ts'

export default defineScenario({
  title: 'sshd may start no process: connections end before the banner',
  suites: ['bookworm', 'trixie'],
  provoke: (host) => limitTasks(host, 1),
  symptom: { says: /reset by|closed by/ },
  expect: { verdict: 'undetermined', exit: 2 },
  console: { verdict: 'faulty', exit: 1, cause: 'pids-limit', confidence: 'proven' },
})
