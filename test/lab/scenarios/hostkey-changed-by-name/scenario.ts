import { serveNames, withNameServer } from '../../name-server.ts'
import { defineScenario } from '../../scenario.ts'

const NAME = 'web-01.corp.example'

export default defineScenario({
  title: 'the host keys were made anew, and the name leads to the right host',
  suites: ['bookworm'],
  host: { inventoryAddress: NAME, files: withNameServer },
  etc: ({ address }) => ({ 'resolv.conf': `nameserver ${address}\n`, 'nsswitch.conf': 'hosts: files dns\n' }),
  break: 'rm /etc/ssh/ssh_host_*; ssh-keygen -A; systemctl restart ssh',
  provoke: async ({ exec, address }) => void (await exec(serveNames(address, `${NAME}=${address}`))),
  symptom: { address: NAME, says: /Host key verification failed/ },
  expect: { verdict: 'faulty', exit: 1, cause: 'hostkey-changed', confidence: 'proven', absent: ['dns-stale-record'] },
})
