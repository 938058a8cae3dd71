import { CAME_UP_ENABLED } from '../../boot.ts'
import { defineScenario } from '../../scenario.ts'
import { SECOND_SSHD } from '../../second-door.ts'

export default defineScenario({
  title: 'somebody has masked sshd, and the inventory knows a second way in',
  suites: ['trixie'],
  host: SECOND_SSHD,
  break: 'systemctl mask --now ssh',
  symptom: { says: /Connection refused/ },
  check: { port: 22 },
  expect: { verdict: 'faulty', exit: 1, cause: 'sshd-masked', confidence: 'proven' },
  fix: { remedy: 'sshd-unmask', getsIn: CAME_UP_ENABLED },
})
