import { defineScenario } from '../../scenario.ts'

const NAME = 'web-01.corp.example'

export default defineScenario({
  title: 'the name has both addresses, and both answer',
  suites: ['bookworm'],
  host: { inventoryAddress: NAME },
  etc: ({ address, address6 }) => ({ hosts: `127.0.0.1 localhost\n${address6} ${NAME}\n${address} ${NAME}\n` }),
  symptom: { address: NAME, from: 'any' },
  expect: { verdict: 'healthy', exit: 0 },
})
