import { defineScenario } from '../../scenario.ts'

export default defineScenario({
  title: 'the host keys are gone, and sshd was restarted',
  suites: ['bookworm', 'trixie'],
  break: 'rm /etc/ssh/ssh_host_*_key; systemctl restart ssh || sleep 3',
  symptom: { says: /Connection refused/ },
  expect: { verdict: 'faulty', exit: 1, cause: 'sshd-stopped', confidence: 'likely' },
  console: { verdict: 'faulty', exit: 1, cause: 'hostkeys-missing', confidence: 'proven' },
})
