import { certify, trustOnly } from '../../host-certificate.ts'
import { CLIENT } from '../../places.ts'
import { defineScenario } from '../../scenario.ts'

export default defineScenario({
  title: 'the host is known by its authority alone, and its certificate is valid',
  suites: ['bookworm', 'trixie'],
  provoke: async (host) => trustOnly(host, await certify(host, '-1d:+1d')),
  symptom: {},
  check: { from: CLIENT },
  expect: { verdict: 'healthy', exit: 0, absent: ['host-cert-expired', 'hostkey-changed'] },
})
