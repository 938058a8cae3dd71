import { defineScenario } from '../../scenario.ts'

export default defineScenario({
  title: 'the account does not exist, and AllowUsers would not name it either',
  suites: ['bookworm'],
  break: `echo 'AllowUsers medic deploy' >/etc/ssh/sshd_config.d/users.conf; systemctl restart ssh`,
  symptom: { user: 'ghost', says: /Permission denied/ },
  check: { user: 'ghost' },
  expect: { verdict: 'faulty', exit: 1, cause: 'user-invalid', confidence: 'proven' },
})
