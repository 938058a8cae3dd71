import { defineScenario } from '../../scenario.ts'

export default defineScenario({
  title: 'nobody holds the address',
  suites: ['bookworm'],
  host: { absent: true },
  symptom: { says: /No route to host/, connectTimeoutS: 6 },
  expect: { verdict: 'faulty', exit: 1, cause: 'host-down-l2', absent: ['sshd-stopped'] },
})
