import { addJumpHost } from '../../jump.ts'
import { defineScenario } from '../../scenario.ts'

export default defineScenario({
  title: 'the jump host does its work, and the host behind it has no sshd',
  suites: ['bookworm'],
  provoke: async (host) => {
    await addJumpHost(host)
    await host.exec('systemctl stop ssh; mkdir -p /run/sshd')
  },
  symptom: { jump: true, says: /Connection refused/ },
  expect: { verdict: 'undetermined', exit: 2, absent: ['proxyjump-fail'], untested: ['sshd-stopped'] },
})
