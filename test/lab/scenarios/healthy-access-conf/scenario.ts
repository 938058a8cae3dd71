import { CLIENT } from '../../places.ts'
import { defineScenario } from '../../scenario.ts'

export default defineScenario({
  title: 'access.conf is strict, and lets this user in from this address',
  suites: ['bookworm'],
  break: `
    sed -i '/pam_nologin/a account required pam_access.so' /etc/pam.d/sshd
    groupadd ops; usermod -aG ops deploy
    cat >>/etc/security/access.conf <<'END'
-:ALL EXCEPT root (ops) medic:tty1 LOCAL
-:deploy:198.51.100.0/24
+:root medic:ALL
+ : (ops) : 203.0.113.0/255.255.255.0 2001:db8:113::/48
-:ALL:ALL
END`,
  symptom: { user: 'deploy' },
  check: { from: CLIENT, user: 'deploy' },
  expect: { verdict: 'healthy', exit: 0, absent: ['pam-access'] },
})
