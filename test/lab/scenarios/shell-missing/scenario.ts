import { defineScenario } from '../../scenario.ts'

export default defineScenario({
  title: 'the shell went with its package',
  suites: ['bookworm', 'trixie'],
  break: 'usermod -s /usr/bin/fish deploy 2>/dev/null',
  symptom: { user: 'deploy', says: /Permission denied/ },
  check: { user: 'deploy' },
  expect: { verdict: 'faulty', exit: 1, cause: 'shell-missing', confidence: 'proven' },
})
