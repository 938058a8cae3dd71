import { defineScenario } from '../../scenario.ts'
import { SECOND_DOOR } from '../../second-door.ts'

export default defineScenario({
  title: 'chmod -R opened the host keys, sshd was restarted, and the inventory knows a second way in',
  suites: ['trixie'],
  host: SECOND_DOOR,
  break: `
    chmod -R a+r /etc/ssh
    systemctl restart ssh || true
    until systemctl is-failed -q ssh; do sleep 0.1; done`,
  symptom: { says: /Connection refused/ },
  check: { port: 22 },
  expect: { verdict: 'faulty', exit: 1, cause: 'hostkeys-bad-modes', confidence: 'proven' },
  fix: { remedy: 'hostkeys-modes', lasting: true },
})
