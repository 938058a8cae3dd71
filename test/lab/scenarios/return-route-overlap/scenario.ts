import { attemptLogin } from '../../person.ts'
import { CLIENT } from '../../places.ts'
import { defineScenario } from '../../scenario.ts'

export default defineScenario({
  title: 'a bridge for containers has the client’s network: the answers go there',
  suites: ['bookworm'],
  break: `ip link add br-app type bridge
    ip link add port0 type veth peer name port1
    ip link set port0 master br-app up; ip link set port1 up; ip link set br-app up
    ip address add 203.0.113.1/24 dev br-app`,
  // The host looks for the client on that bridge once the client has tried.
  provoke: async (host) => void (await attemptLogin(host, { connectTimeoutS: 4 })),
  symptom: { says: /timed out/ },
  check: { from: CLIENT },
  expect: { verdict: 'faulty', exit: 1, cause: 'return-route-missing', confidence: 'proven' },
})
