import { useOwnKey } from '../../own-key.ts'
import { defineScenario } from '../../scenario.ts'

export default defineScenario({
  title: 'the inventory names a key that is not there',
  suites: ['bookworm'],
  provoke: async (host) => useOwnKey(host, 'gone'),
  symptom: { key: 'gone', says: /Permission denied \(publickey/ },
  expect: { verdict: 'faulty', exit: 1, cause: 'client-key', confidence: 'proven', absent: ['key-not-authorized'] },
})
