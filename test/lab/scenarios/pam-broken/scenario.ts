import { CLIENT } from '../../places.ts'
import { defineScenario } from '../../scenario.ts'

export default defineScenario({
  title: 'a release upgrade took pam_tally2 away, and PAM still asks it',
  suites: ['bookworm', 'trixie'],
  break: `sed -i '1i account required pam_tally2.so' /etc/pam.d/common-account`,
  symptom: { user: 'deploy', says: /^Connection closed by/ },
  check: { from: CLIENT, user: 'deploy' },
  expect: { verdict: 'undetermined', exit: 2, untested: ['pam-broken'] },
  console: { verdict: 'faulty', exit: 1, cause: 'pam-broken', confidence: 'proven' },
})
