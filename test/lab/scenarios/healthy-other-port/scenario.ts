import { CLIENT } from '../../places.ts'
import { defineScenario } from '../../scenario.ts'

export default defineScenario({
  title: 'sshd listens on 2222, as the inventory says',
  suites: ['bookworm'],
  host: { sshPort: 2222, files: { 'etc/ssh/sshd_config.d/port.conf': 'Port 2222\n' } },
  symptom: {},
  check: { from: CLIENT },
  expect: { verdict: 'healthy', exit: 0, absent: ['wrong-port-listening'] },
})
