import { defineScenario } from '../../scenario.ts'

export default defineScenario({
  title: 'sshd is stopped, and ufw drops every port but that of SSH',
  suites: ['bookworm'],
  break: 'ufw allow OpenSSH; ufw --force enable; systemctl stop ssh',
  symptom: { says: /Connection refused/ },
  expect: { verdict: 'faulty', exit: 1, cause: 'sshd-stopped', confidence: 'likely', absent: ['ufw-deny'] },
  console: { verdict: 'faulty', exit: 1, cause: 'sshd-stopped', confidence: 'proven' },
})
