import { serveNames, withNameServer } from '../../name-server.ts'
import { defineScenario } from '../../scenario.ts'

export default defineScenario({
  title: 'the bastion’s name server answers SERVFAIL to everything, as one without an upstream does',
  suites: ['bookworm'],
  host: { inventoryAddress: 'web-01.corp.example', files: withNameServer },
  etc: ({ address }) => ({ 'resolv.conf': `nameserver ${address}\n`, 'nsswitch.conf': 'hosts: files dns\n' }),
  provoke: async ({ exec, address }) => void (await exec(serveNames(address, 'servfail'))),
  symptom: { address: 'web-01.corp.example', says: /Temporary failure in name resolution/ },
  expect: { verdict: 'faulty', exit: 1, cause: 'dns-resolver-down', confidence: 'proven', absent: ['dns-nxdomain'] },
})
