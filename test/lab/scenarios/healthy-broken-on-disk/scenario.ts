import { CLIENT } from '../../places.ts'
import { defineScenario } from '../../scenario.ts'

export default defineScenario({
  title: 'sshd runs; what is on disk by now would keep it from starting, and from telling its settings',
  suites: ['bookworm', 'trixie'],
  check: { from: CLIENT, user: 'deploy' },
  symptom: {},
  expect: {
    verdict: 'undetermined',
    exit: 2,
    absent: ['sshd-config-error', 'sshd-masked', 'sshd-not-to-be-run', 'account-locked'],
    untested: ['user-not-allowed'],
  },
})
