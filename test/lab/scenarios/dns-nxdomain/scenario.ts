import { defineScenario } from '../../scenario.ts'

export default defineScenario({
  title: 'the inventory holds a name that does not resolve',
  suites: ['bookworm'],
  host: { inventoryAddress: 'web-01.corp.example' },
  symptom: { address: 'web-01.corp.example', says: /Could not resolve hostname/ },
  expect: { verdict: 'faulty', exit: 1, cause: 'dns-nxdomain', absent: ['host-down-l2'] },
})
