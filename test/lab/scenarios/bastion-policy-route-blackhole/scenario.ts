import { defineScenario } from '../../scenario.ts'
import { changeBastion } from '../../vantage.ts'

export default defineScenario({
  title: 'a route of the bastion throws away what goes to the host',
  suites: ['bookworm'],
  provoke: ({ folder, address }) =>
    changeBastion(folder, `ip route add blackhole ${address}`, `ip route del blackhole ${address}`),
  symptom: { says: /Invalid argument/ },
  expect: {
    verdict: 'faulty',
    exit: 1,
    cause: 'bastion-policy-route',
    confidence: 'proven',
    absent: ['bastion-no-route', 'host-down-l2'],
  },
})
