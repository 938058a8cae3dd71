import { lockOwnKey } from '../../own-key.ts'
import { defineScenario } from '../../scenario.ts'

export default defineScenario({
  title: 'the key of the bastion has a passphrase',
  suites: ['bookworm', 'trixie'],
  provoke: (host) => lockOwnKey(host, 'locked'),
  symptom: { key: 'locked', says: /Permission denied \(publickey/ },
  expect: { verdict: 'faulty', exit: 1, cause: 'client-key', confidence: 'proven', absent: ['key-not-authorized'] },
})
