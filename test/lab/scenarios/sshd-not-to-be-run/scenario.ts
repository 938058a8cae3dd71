import { defineScenario } from '../../scenario.ts'

export default defineScenario({
  title: 'Debian’s flag file tells sshd not to run',
  suites: ['bookworm', 'trixie'],
  break: 'touch /etc/ssh/sshd_not_to_be_run; systemctl restart ssh',
  symptom: { says: /Connection refused/ },
  expect: { verdict: 'faulty', exit: 1, cause: 'sshd-stopped', confidence: 'likely' },
  console: { verdict: 'faulty', exit: 1, cause: 'sshd-not-to-be-run', confidence: 'proven' },
})
