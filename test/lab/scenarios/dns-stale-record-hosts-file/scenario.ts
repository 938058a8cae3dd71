import { serveNames, withNameServer } from '../../name-server.ts'
import { NOBODY } from '../../places.ts'
import { defineScenario } from '../../scenario.ts'

const NAME = 'web-01.corp.example'

export default defineScenario({
  title: 'the bastion’s hosts file still holds the address that the host had before it moved',
  suites: ['bookworm'],
  host: { inventoryAddress: NAME, files: withNameServer },
  etc: ({ address }) => ({
    hosts: `127.0.0.1 localhost\n${NOBODY} ${NAME}\n`,
    'resolv.conf': `nameserver ${address}\n`,
    'nsswitch.conf': 'hosts: files dns\n',
  }),
  provoke: async ({ exec, address }) => void (await exec(serveNames(address, `${NAME}=${address}`))),
  symptom: { address: NAME, says: /No route to host|timed out/, connectTimeoutS: 6 },
  expect: { verdict: 'faulty', exit: 1, cause: 'dns-stale-record', confidence: 'proven' },
})
