import { defineScenario } from '../../scenario.ts'

export default defineScenario({
  title: 'a user is locked into a home of their own',
  suites: ['bookworm', 'trixie'],
  break: `printf 'Match User deploy\\n  ChrootDirectory %%h\\n' >/etc/ssh/sshd_config.d/jail.conf; systemctl restart ssh`,
  symptom: { user: 'deploy', says: /Broken pipe|closed by remote host|Connection to \\S+ closed/ },
  check: { user: 'deploy' },
  expect: { verdict: 'faulty', exit: 1, cause: 'chroot-bad-owner', confidence: 'proven' },
})
