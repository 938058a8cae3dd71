import { defineScenario } from '../../scenario.ts'

export default defineScenario({
  title: 'the sshd program was cut off by a full disk, and restarted',
  suites: ['bookworm', 'trixie'],
  symptom: { says: /Connection refused/ },
  expect: { verdict: 'faulty', exit: 1, cause: 'sshd-stopped', confidence: 'likely' },
  console: { verdict: 'faulty', exit: 1, cause: 'sshd-broken-binary', confidence: 'proven' },
})
