import { certify } from '../../host-certificate.ts'
import { CLIENT } from '../../places.ts'
import { defineScenario } from '../../scenario.ts'

export default defineScenario({
  title: 'the certificate has expired, and this vantage has the plain keys on record',
  suites: ['bookworm'],
  provoke: async (host) => void (await certify(host, '-3d:-1d')),
  symptom: {},
  check: { from: CLIENT },
  expect: { verdict: 'faulty', exit: 1, cause: 'host-cert-expired', confidence: 'likely' },
})
