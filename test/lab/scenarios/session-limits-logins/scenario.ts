import { defineScenario } from '../../scenario.ts'

export default defineScenario({
  title: 'limits.conf allows the user no login at all',
  suites: ['bookworm', 'trixie'],
  break: `echo '* - maxlogins 0' >>/etc/security/limits.conf; echo 'medic - maxlogins 9' >>/etc/security/limits.conf`,
  symptom: { user: 'deploy', says: /too many logins|^/ },
  check: { user: 'deploy' },
  expect: { verdict: 'faulty', exit: 1, cause: 'session-limits', confidence: 'proven' },
})
