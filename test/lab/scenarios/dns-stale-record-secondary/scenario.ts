import { serveNames, withNameServer } from '../../name-server.ts'
import { NOBODY } from '../../places.ts'
import { defineScenario } from '../../scenario.ts'

const NAME = 'web-01.corp.example'

export default defineScenario({
  title: 'the first name server missed the change of address, the second knows it',
  suites: ['bookworm'],
  host: { inventoryAddress: NAME, files: withNameServer },
  etc: ({ address, address6 }) => ({
    'resolv.conf': `nameserver ${address}\nnameserver ${address6}\n`,
    'nsswitch.conf': 'hosts: files dns\n',
  }),
  provoke: async ({ exec, address, address6 }) => {
    await exec(serveNames(address, `${NAME}=${NOBODY}`))
    await exec(serveNames(address6, `${NAME}=${address}`))
  },
  symptom: { address: NAME, says: /No route to host|timed out/, connectTimeoutS: 6 },
  expect: { verdict: 'faulty', exit: 1, cause: 'dns-stale-record', confidence: 'proven' },
})
