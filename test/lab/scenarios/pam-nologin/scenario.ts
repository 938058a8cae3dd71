import { defineScenario } from '../../scenario.ts'

export default defineScenario({
  title: 'somebody has closed the host for maintenance',
  suites: ['bookworm', 'trixie'],
  break: `echo 'Database migration until 04:00, ask the on-call DBA' >/etc/nologin`,
  symptom: { user: 'deploy', says: /Database migration[\s\S]*Connection closed by/ },
  check: { user: 'deploy' },
  expect: { verdict: 'undetermined', exit: 2, untested: ['pam-nologin'] },
  console: { verdict: 'faulty', exit: 1, cause: 'pam-nologin', confidence: 'proven' },
})
