import { defineScenario } from '../../scenario.ts'

export default defineScenario({
  title: 'PAM includes a file that went with a package',
  suites: ['bookworm'],
  break: `echo '@include corp-sso' >>/etc/pam.d/sshd`,
  symptom: { user: 'deploy', says: /^Connection (closed|reset) by/ },
  check: { user: 'deploy' },
  expect: { verdict: 'undetermined', exit: 2, untested: ['pam-broken'] },
  console: { verdict: 'faulty', exit: 1, cause: 'pam-broken', confidence: 'proven' },
})
