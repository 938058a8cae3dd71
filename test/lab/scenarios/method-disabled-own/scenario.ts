import { defineScenario } from '../../scenario.ts'

export default defineScenario({
  title: 'keys are switched off for everybody, us too',
  suites: ['bookworm', 'trixie'],
  break: `echo 'PubkeyAuthentication no' >/etc/ssh/sshd_config.d/methods.conf; systemctl restart ssh`,
  symptom: { user: 'medic', says: /Permission denied/ },
  check: { user: 'medic' },
  expect: { verdict: 'faulty', exit: 1, cause: 'method-disabled', confidence: 'likely' },
  console: { verdict: 'faulty', exit: 1, cause: 'method-disabled', confidence: 'proven' },
})
