import { defineScenario } from '../../scenario.ts'

export default defineScenario({
  title: 'somebody has stopped sshd',
  suites: ['bookworm', 'trixie'],
  break: 'systemctl stop ssh',
  symptom: { says: /Connection refused/ },
  expect: { verdict: 'faulty', exit: 1, cause: 'sshd-stopped', confidence: 'likely', absent: ['wrong-port-listening'] },
  console: { verdict: 'faulty', exit: 1, cause: 'sshd-stopped', confidence: 'proven' },
})
