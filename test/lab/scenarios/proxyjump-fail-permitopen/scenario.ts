import { addJumpHost } from '../../jump.ts'
import { defineScenario } from '../../scenario.ts'

export default defineScenario({
  title: 'the jump host forwards to another host only',
  suites: ['bookworm'],
  provoke: (host) => addJumpHost(host, ['PermitOpen=192.0.2.2:22']),
  symptom: { jump: true, says: /administratively prohibited/ },
  expect: { verdict: 'faulty', exit: 1, cause: 'proxyjump-fail', confidence: 'proven' },
})
