import { NOBODY } from '../../places.ts'
import { defineScenario } from '../../scenario.ts'

export default defineScenario({
  title: 'nobody answers at the address of the bastion’s name server',
  suites: ['bookworm'],
  host: { inventoryAddress: 'web-01.corp.example' },
  etc: () => ({ 'resolv.conf': `nameserver ${NOBODY}\noptions timeout:2\n`, 'nsswitch.conf': 'hosts: files dns\n' }),
  symptom: { address: 'web-01.corp.example', says: /Temporary failure in name resolution/ },
  expect: {
    verdict: 'faulty',
    exit: 1,
    cause: 'dns-resolver-down',
    confidence: 'proven',
    absent: ['dns-nxdomain', 'host-down-l2'],
  },
})
