import { CLIENT } from '../../places.ts'
import { defineScenario } from '../../scenario.ts'

export default defineScenario({
  title: 'access.conf lets people in from the office network alone',
  suites: ['bookworm', 'trixie'],
  break: `
    sed -i 's/^# *account *required *pam_access.so/account required pam_access.so/' /etc/pam.d/sshd
    grep -q '^account required pam_access.so' /etc/pam.d/sshd || sed -i '/pam_nologin/a account required pam_access.so' /etc/pam.d/sshd
    cat >>/etc/security/access.conf <<'END'
# Office and bastions
+:root medic:ALL
+:(admins):ALL
+:ALL:198.51.100.0/24 10.77.
-:ALL EXCEPT root:ALL
END`,
  symptom: { user: 'deploy', says: /^Connection closed by/ },
  check: { from: CLIENT, user: 'deploy' },
  expect: { verdict: 'faulty', exit: 1, cause: 'pam-access', confidence: 'proven' },
})
