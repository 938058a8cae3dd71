import { defineScenario } from '../../scenario.ts'

export default defineScenario({
  title: 'AllowUsers does not name the user',
  suites: ['bookworm', 'trixie'],
  break: `echo 'AllowUsers medic' >/etc/ssh/sshd_config.d/users.conf; systemctl restart ssh`,
  symptom: { user: 'deploy', says: /Permission denied/ },
  check: { user: 'deploy' },
  expect: { verdict: 'faulty', exit: 1, cause: 'user-not-allowed', confidence: 'proven' },
})
