import { shutUntilKnocked } from '../../knocking.ts'
import { BASTION, BASTION_ADDRESS, CLIENT } from '../../places.ts'
import { defineScenario } from '../../scenario.ts'
import { must, sleep } from '../../sh.ts'

const KNOCK = `const [host, localAddress] = process.argv.slice(1)
const knock = (port) => require('net').connect({ host, port, localAddress }).on('error', () => {})
;[7000, 8000, 9000].forEach((port, index) => setTimeout(knock, index * 200, port))
setTimeout(() => process.exit(0), 900)`

export default defineScenario({
  title: 'port 22 is shut until a knock, and the client has knocked',
  suites: ['bookworm'],
  break: shutUntilKnocked([BASTION_ADDRESS]),
  provoke: async ({ address }) => {
    await must(['ip', 'netns', 'exec', BASTION, 'node', '-e', KNOCK, address, CLIENT])
    await sleep(500)
  },
  symptom: {},
  check: { from: CLIENT },
  expect: { verdict: 'healthy', exit: 0 },
})
