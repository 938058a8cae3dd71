import { HIRE_ADMIN } from '../../admin.ts'
import { defineScenario } from '../../scenario.ts'

export default defineScenario({
  title: 'somebody has stopped ssh.socket, which waits for connections here',
  suites: ['bookworm', 'trixie'],
  break: `systemctl disable --now ssh; systemctl enable --now ssh.socket; ${HIRE_ADMIN}; su - admin -c 'sudo systemctl stop ssh.socket'`,
  symptom: { says: /Connection refused/ },
  expect: { verdict: 'faulty', exit: 1, cause: 'sshd-stopped', confidence: 'likely' },
  console: {
    verdict: 'faulty',
    exit: 1,
    cause: 'sshd-stopped',
    confidence: 'proven',
    absent: ['sshd-disabled-at-boot', 'sshd-config-error'],
  },
})
