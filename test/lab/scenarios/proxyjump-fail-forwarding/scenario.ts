import { addJumpHost } from '../../jump.ts'
import { defineScenario } from '../../scenario.ts'

export default defineScenario({
  title: 'the jump host lets people in and forwards nothing',
  suites: ['bookworm'],
  provoke: (host) => addJumpHost(host, ['AllowTcpForwarding=no']),
  symptom: { jump: true, says: /administratively prohibited/ },
  expect: {
    verdict: 'faulty',
    exit: 1,
    cause: 'proxyjump-fail',
    confidence: 'proven',
    absent: ['sshd-stopped', 'host-down-l2'],
  },
})
