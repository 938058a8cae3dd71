import { certify, trustOnly } from '../../host-certificate.ts'
import { defineScenario } from '../../scenario.ts'

export default defineScenario({
  title: 'the host is known by its authority alone, and its certificate has expired',
  suites: ['bookworm', 'trixie'],
  provoke: async (host) => trustOnly(host, await certify(host, '-3d:-1d')),
  symptom: { says: /Certificate invalid: expired/ },
  expect: { verdict: 'faulty', exit: 1, cause: 'host-cert-expired', confidence: 'proven', absent: ['hostkey-changed'] },
  console: { verdict: 'faulty', exit: 1, cause: 'host-cert-expired', confidence: 'proven' },
})
