import { CLIENT } from '../../places.ts'
import { defineScenario } from '../../scenario.ts'

export default defineScenario({
  title: 'ssh.socket waits, sshd is idle and has no /run/sshd, and ufw lets nobody in',
  suites: ['bookworm', 'trixie'],
  break: 'systemctl disable --now ssh; systemctl enable --now ssh.socket; ufw --force enable',
  symptom: { says: /timed out/ },
  check: { from: CLIENT },
  expect: { verdict: 'undetermined', exit: 2 },
  console: {
    verdict: 'faulty',
    exit: 1,
    cause: 'ufw-deny',
    confidence: 'proven',
    absent: ['sshd-config-error', 'sshd-stopped', 'wrong-port-listening', 'sshd-disabled-at-boot'],
  },
})
