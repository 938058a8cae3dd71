import { defineScenario } from '../../scenario.ts'

export default defineScenario({
  title: 'the password is locked, and without PAM that stops keys as well',
  suites: ['bookworm', 'trixie'],
  break: `usermod -p '*' medic; usermod -L deploy; echo 'UsePAM no' >/etc/ssh/sshd_config.d/pam.conf; systemctl restart ssh`,
  symptom: { user: 'deploy', says: /Permission denied/ },
  check: { user: 'deploy' },
  expect: { verdict: 'faulty', exit: 1, cause: 'account-locked', confidence: 'proven' },
})
