import { HIRE_ADMIN } from '../../admin.ts'
import { defineScenario } from '../../scenario.ts'

export default defineScenario({
  title: 'sshd was disabled, and the host rebooted',
  suites: ['bookworm', 'trixie'],
  break: `${HIRE_ADMIN}; su - admin -c 'sudo systemctl disable ssh'`,
  provoke: (host) => host.reboot(),
  symptom: { says: /Connection refused/ },
  expect: { verdict: 'faulty', exit: 1, cause: 'sshd-stopped', confidence: 'likely' },
  console: { verdict: 'faulty', exit: 1, cause: 'sshd-disabled-at-boot', confidence: 'proven' },
})
