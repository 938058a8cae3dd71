import { CLIENT } from '../../places.ts'
import { defineScenario } from '../../scenario.ts'

export default defineScenario({
  title: 'the home directory is group-writable, and nobody else is in the group: Debian’s sshd accepts that',
  suites: ['bookworm'],
  break: `chmod g+w /home/deploy`,
  symptom: { user: 'deploy' },
  check: { from: CLIENT, user: 'deploy' },
  expect: { verdict: 'healthy', exit: 0 },
})
