import { defineScenario } from '../../scenario.ts'

export default defineScenario({
  title: 'the disk was full when the host keys were made: they are empty',
  suites: ['bookworm', 'trixie'],
  break: 'truncate -s 0 /etc/ssh/ssh_host_*_key; systemctl restart ssh || sleep 3',
  symptom: { says: /Connection refused/ },
  expect: { verdict: 'faulty', exit: 1, cause: 'sshd-stopped', confidence: 'likely' },
  console: { verdict: 'faulty', exit: 1, cause: 'hostkeys-missing', confidence: 'proven' },
})
