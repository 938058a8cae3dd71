import { tryOldClient } from '../../old-client.ts'
import { CLIENT } from '../../places.ts'
import { defineScenario } from '../../scenario.ts'

export default defineScenario({
  title: 'the person’s client is old, and nothing else is wrong',
  suites: ['bookworm', 'trixie'],
  provoke: (host) => tryOldClient(host, 'KexAlgorithms=diffie-hellman-group1-sha1', /no matching key exchange/),
  check: { from: CLIENT },
  expect: { verdict: 'faulty', exit: 1, cause: 'algorithm-mismatch', confidence: 'proven' },
})
