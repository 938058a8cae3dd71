import { CLIENT } from '../../places.ts'
import { defineScenario } from '../../scenario.ts'

export default defineScenario({
  title: 'the password is locked, and the key still gets in: PAM is on',
  suites: ['bookworm'],
  break: `echo 'deploy:correct-horse' | chpasswd; usermod -L deploy; passwd -S deploy | grep -q ' L '`,
  symptom: { user: 'deploy' },
  check: { from: CLIENT, user: 'deploy' },
  expect: { verdict: 'healthy', exit: 0, absent: ['account-locked'] },
})
