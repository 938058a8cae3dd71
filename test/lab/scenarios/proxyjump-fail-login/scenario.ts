import { addJumpHost } from '../../jump.ts'
import { defineScenario } from '../../scenario.ts'

export default defineScenario({
  title: 'the jump host refuses the login',
  suites: ['bookworm'],
  provoke: (host) => addJumpHost(host, ['DenyUsers=medic']),
  symptom: { jump: true, says: /^medic@\S+: Permission denied \(/m },
  expect: { verdict: 'faulty', exit: 1, cause: 'proxyjump-fail', confidence: 'proven', absent: ['user-not-allowed'] },
})
