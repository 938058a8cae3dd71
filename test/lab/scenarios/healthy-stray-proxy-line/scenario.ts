import { BASTION, CLIENT, OTHER_CLIENT } from '../../places.ts'
import { defineScenario } from '../../scenario.ts'
import { must } from '../../sh.ts'

const SAY = `const [host, port, localAddress] = process.argv.slice(1)
const socket = require('net').connect({ host, port, localAddress })
socket.on('connect', () => socket.write('PROXY TCP4 ' + localAddress + ' 10.0.0.1 4321 22\\r\\n')).resume()
socket.on('error', () => {}).on('close', () => process.exit(0))`

export default defineScenario({
  title: 'a scanner has sent a PROXY line, and nothing is wrong',
  suites: ['bookworm'],
  provoke: async ({ address, port }) => {
    await must(['ip', 'netns', 'exec', BASTION, 'node', '-e', SAY, address, String(port), OTHER_CLIENT])
  },
  symptom: {},
  check: { from: CLIENT },
  expect: { verdict: 'healthy', exit: 0, absent: ['proxy-protocol-mismatch'] },
})
