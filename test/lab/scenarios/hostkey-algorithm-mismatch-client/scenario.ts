import { tryOldClient } from '../../old-client.ts'
import { CLIENT } from '../../places.ts'
import { defineScenario } from '../../scenario.ts'

export default defineScenario({
  title: 'the person’s client can check ssh-rsa alone',
  suites: ['bookworm', 'trixie'],
  provoke: (host) => tryOldClient(host, 'HostKeyAlgorithms=ssh-rsa', /no matching host key type/),
  check: { from: CLIENT },
  expect: {
    verdict: 'faulty',
    exit: 1,
    cause: 'hostkey-algorithm-mismatch',
    confidence: 'proven',
    absent: ['algorithm-mismatch'],
  },
})
