import { defineScenario } from '../../scenario.ts'

export default defineScenario({
  title: 'a typing error in sshd_config, and a signal to re-read it',
  suites: ['bookworm', 'trixie'],
  symptom: { says: /Connection refused/ },
  expect: { verdict: 'faulty', exit: 1, cause: 'sshd-stopped', confidence: 'likely' },
  console: { verdict: 'faulty', exit: 1, cause: 'sshd-config-error', confidence: 'proven' },
})
