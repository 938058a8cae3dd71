import { addJumpHost } from '../../jump.ts'
import { CLIENT } from '../../places.ts'
import { defineScenario } from '../../scenario.ts'

export default defineScenario({
  title: 'the jump host does its work, and the host behind it refuses the person',
  suites: ['bookworm'],
  break: 'echo DenyUsers deploy >/etc/ssh/sshd_config.d/users.conf',
  provoke: (host) => addJumpHost(host),
  symptom: { user: 'deploy', jump: true, says: /Permission denied/ },
  check: { from: CLIENT, user: 'deploy' },
  expect: {
    verdict: 'faulty',
    exit: 1,
    cause: 'user-not-allowed',
    confidence: 'proven',
    absent: ['proxyjump-fail'],
  },
})
