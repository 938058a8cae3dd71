import { serveNames, withNameServer } from '../../name-server.ts'
import { defineScenario } from '../../scenario.ts'

export default defineScenario({
  title: 'a name server answers that there is no such name',
  suites: ['bookworm'],
  host: { inventoryAddress: 'web-01.corp.example', files: withNameServer },
  etc: ({ address }) => ({ 'resolv.conf': `nameserver ${address}\n`, 'nsswitch.conf': 'hosts: files dns\n' }),
  provoke: async ({ exec, address }) => void (await exec(serveNames(address, 'web-02.corp.example=192.0.2.2'))),
  symptom: { address: 'web-01.corp.example', says: /Could not resolve hostname .*Name or service not known/ },
  expect: { verdict: 'faulty', exit: 1, cause: 'dns-nxdomain', confidence: 'proven', absent: ['dns-resolver-down'] },
})
