import { defineScenario } from '../../scenario.ts'

export default defineScenario({
  title: 'the account has expired, and sshd itself says so, without PAM',
  suites: ['bookworm'],
  break: `usermod -p '*' deploy; usermod -p '*' medic; chage -E 2026-10-31 deploy; echo 'UsePAM no' >/etc/ssh/sshd_config.d/pam.conf; systemctl restart ssh`,
  symptom: { user: 'deploy', says: /Permission denied/ },
  check: { user: 'deploy' },
  expect: { verdict: 'faulty', exit: 1, cause: 'account-expired', confidence: 'proven', absent: ['account-locked'] },
})
