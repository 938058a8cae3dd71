import { defineScenario } from '../../scenario.ts'
import { changeBastion } from '../../vantage.ts'

export default defineScenario({
  title: 'a rule of the bastion’s policy routing calls the host unreachable: it looks like a missing route',
  suites: ['bookworm'],
  provoke: ({ folder, address }) =>
    changeBastion(folder, `ip rule add to ${address} unreachable`, `ip rule del to ${address} unreachable`),
  symptom: { says: /Network is unreachable/ },
  expect: {
    verdict: 'faulty',
    exit: 1,
    cause: 'bastion-policy-route',
    confidence: 'proven',
    absent: ['host-down-l2', 'bastion-no-route'],
  },
})
