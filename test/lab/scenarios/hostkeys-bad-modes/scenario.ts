import { defineScenario } from '../../scenario.ts'

export default defineScenario({
  title: 'somebody ran chmod -R over /etc/ssh, and sshd was restarted',
  suites: ['bookworm', 'trixie'],
  break: 'chmod -R a+r /etc/ssh; systemctl restart ssh || sleep 3',
  symptom: { says: /Connection refused/ },
  expect: { verdict: 'faulty', exit: 1, cause: 'sshd-stopped', confidence: 'likely' },
  console: { verdict: 'faulty', exit: 1, cause: 'hostkeys-bad-modes', confidence: 'proven' },
})
