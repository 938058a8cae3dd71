import { defineScenario } from '../../scenario.ts'

/** An address of the host in a network that the bastion knows no way to, as when its VPN is down. */
const BEHIND_THE_VPN = '192.0.2.77'

export default defineScenario({
  title: 'the bastion has no route to the network of the host',
  suites: ['bookworm'],
  host: { inventoryAddress: BEHIND_THE_VPN },
  break: `ip address add ${BEHIND_THE_VPN}/32 dev eth0`,
  symptom: { address: BEHIND_THE_VPN, says: /Network is unreachable/ },
  expect: {
    verdict: 'faulty',
    exit: 1,
    cause: 'bastion-no-route',
    confidence: 'proven',
    absent: ['host-down-l2', 'bastion-policy-route'],
  },
})
