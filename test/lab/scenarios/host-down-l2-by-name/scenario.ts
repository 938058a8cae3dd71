import { serveNames, withNameServer } from '../../name-server.ts'
import { NOBODY } from '../../places.ts'
import { defineScenario } from '../../scenario.ts'

const NAME = 'web-01.corp.example'

export default defineScenario({
  title: 'nobody holds the address, and everybody agrees that it is the right one',
  suites: ['bookworm'],
  host: { inventoryAddress: NAME, files: withNameServer },
  etc: ({ address }) => ({ 'resolv.conf': `nameserver ${address}\n`, 'nsswitch.conf': 'hosts: files dns\n' }),
  provoke: async ({ exec, address }) => void (await exec(serveNames(address, `${NAME}=${NOBODY}`))),
  symptom: { address: NAME, says: /No route to host|timed out/, connectTimeoutS: 6 },
  expect: { verdict: 'faulty', exit: 1, cause: 'host-down-l2', absent: ['dns-stale-record'] },
})
