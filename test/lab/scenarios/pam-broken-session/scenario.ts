import { defineScenario } from '../../scenario.ts'

export default defineScenario({
  title: 'a session module is not installed: the login works and the session ends at once',
  suites: ['bookworm', 'trixie'],
  break: `echo 'session required pam_sso_session.so' >>/etc/pam.d/sshd`,
  symptom: { user: 'deploy', says: /^$/ },
  check: { user: 'deploy' },
  expect: {
    verdict: 'undetermined',
    exit: 2,
    cause: 'shell-startup',
    confidence: 'possible',
    untested: ['pam-broken'],
  },
  console: { verdict: 'faulty', exit: 1, cause: 'pam-broken', confidence: 'proven' },
})
