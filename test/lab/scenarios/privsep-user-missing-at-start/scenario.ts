import { defineScenario } from '../../scenario.ts'

export default defineScenario({
  title: 'the user sshd is gone, and sshd was restarted',
  suites: ['bookworm'],
  break: 'sed -i "/^sshd:/d" /etc/passwd; systemctl restart ssh || sleep 3',
  symptom: { says: /Connection refused/ },
  expect: { verdict: 'faulty', exit: 1, cause: 'sshd-stopped', confidence: 'likely' },
  console: { verdict: 'faulty', exit: 1, cause: 'privsep-user-missing', confidence: 'proven' },
})
