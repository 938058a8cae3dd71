import { addJumpHost } from '../../jump.ts'
import { defineScenario } from '../../scenario.ts'

export default defineScenario({
  title: 'nothing listens on the jump host; the host behind it is well',
  suites: ['bookworm'],
  provoke: async (host) => {
    await addJumpHost(host)
    await host.exec('systemctl stop jump-host')
  },
  symptom: { jump: true, says: /connect to host .* Connection refused/ },
  expect: { verdict: 'faulty', exit: 1, cause: 'proxyjump-fail', confidence: 'proven', absent: ['sshd-stopped'] },
})
