import { CLIENT, OTHER_CLIENT } from '../../places.ts'
import { defineScenario } from '../../scenario.ts'

export default defineScenario({
  title: 'Match blocks keep other people, and other addresses, out',
  suites: ['bookworm', 'trixie'],
  break: `
    groupadd sftponly; useradd -m -G sftponly -s /usr/sbin/nologin uploads
    cat >/etc/ssh/sshd_config.d/others.conf <<'END'
Match Address ${OTHER_CLIENT}
  DenyUsers deploy
Match Group sftponly
  ForceCommand internal-sftp
  PubkeyAuthentication no
Match User root
  AuthenticationMethods publickey,password
END
    systemctl restart ssh`,
  symptom: { user: 'deploy' },
  check: { from: CLIENT, user: 'deploy' },
  expect: { verdict: 'healthy', exit: 0, absent: ['user-not-allowed', 'shell-missing'] },
})
