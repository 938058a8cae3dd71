import { defineScenario } from '../../scenario.ts'

export default defineScenario({
  title: 'the shell is nologin: the key is taken, and the session ends at once',
  suites: ['bookworm'],
  break: 'usermod -s /usr/sbin/nologin deploy',
  // nologin tells it on standard output: ssh itself ends without a word.
  symptom: { user: 'deploy', says: /^$/ },
  check: { user: 'deploy' },
  expect: { verdict: 'faulty', exit: 1, cause: 'shell-missing', confidence: 'proven' },
})
