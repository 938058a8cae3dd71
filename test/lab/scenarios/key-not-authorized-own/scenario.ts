import { defineScenario } from '../../scenario.ts'

export default defineScenario({
  title: 'our own key was taken out of authorized_keys',
  suites: ['bookworm', 'trixie'],
  break: `ssh-keygen -q -t ed25519 -N '' -C old-laptop -f /tmp/old; cat /tmp/old.pub >/home/medic/.ssh/authorized_keys`,
  symptom: { user: 'medic', says: /Permission denied/ },
  check: { user: 'medic' },
  expect: { verdict: 'undetermined', exit: 2, cause: 'key-not-authorized', confidence: 'possible' },
  console: { verdict: 'faulty', exit: 1, cause: 'key-not-authorized', confidence: 'proven' },
})
