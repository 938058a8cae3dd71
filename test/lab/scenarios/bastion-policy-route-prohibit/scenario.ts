import { defineScenario } from '../../scenario.ts'
import { changeBastion } from '../../vantage.ts'

export default defineScenario({
  title: 'a route of the bastion prohibits the host: ssh says “Permission denied”, and means the connection',
  suites: ['bookworm'],
  provoke: ({ folder, address }) =>
    changeBastion(folder, `ip route add prohibit ${address}`, `ip route del prohibit ${address}`),
  symptom: { says: /^ssh: connect to host .* Permission denied/ },
  expect: {
    verdict: 'faulty',
    exit: 1,
    cause: 'bastion-policy-route',
    confidence: 'proven',
    absent: ['user-not-allowed', 'bastion-no-route'],
  },
})
