import { CLIENT } from '../../places.ts'
import { defineScenario } from '../../scenario.ts'

export default defineScenario({
  title: 'access.conf keeps everybody but root out, and so the bastion as well',
  suites: ['bookworm'],
  break: `sed -i '/pam_nologin/a account required pam_access.so' /etc/pam.d/sshd; echo '-:ALL EXCEPT root:ALL' >>/etc/security/access.conf`,
  symptom: { user: 'deploy', says: /^Connection closed by/ },
  check: { from: CLIENT, user: 'deploy' },
  expect: { verdict: 'undetermined', exit: 2, untested: ['pam-access'] },
  console: { verdict: 'faulty', exit: 1, cause: 'pam-access', confidence: 'proven' },
})
