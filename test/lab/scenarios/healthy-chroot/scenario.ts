import { defineScenario } from '../../scenario.ts'

export default defineScenario({
  title: 'another user is locked into a folder that belongs to root',
  suites: ['bookworm'],
  break: `useradd --create-home guest
install -d -m 755 /srv/jail
printf 'Match User guest\\n  ChrootDirectory /srv/jail\\n  ForceCommand internal-sftp\\n' >/etc/ssh/sshd_config.d/jail.conf
systemctl restart ssh`,
  symptom: { user: 'deploy' },
  check: { user: 'deploy' },
  expect: { verdict: 'healthy', exit: 0 },
})
