import { defineScenario } from '../../scenario.ts'

export default defineScenario({
  title: 'the host keys were made anew after we had noted them',
  suites: ['bookworm', 'trixie'],
  break: 'rm /etc/ssh/ssh_host_*; ssh-keygen -A; systemctl restart ssh',
  symptom: { says: /Host key verification failed/ },
  expect: {
    verdict: 'faulty',
    exit: 1,
    cause: 'hostkey-changed',
    confidence: 'proven',
    absent: ['wrong-host-behind-name'],
  },
  console: { verdict: 'faulty', exit: 1, cause: 'hostkey-changed', absent: ['wrong-host-behind-name'] },
})
