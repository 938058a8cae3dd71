import { defineScenario } from '../../scenario.ts'

export default defineScenario({
  title: 'sshd listens on the management address alone, and people use the other one',
  suites: ['bookworm'],
  break: `
ip address add 10.78.0.5/24 dev eth0
echo ListenAddress 10.78.0.5 >/etc/ssh/sshd_config.d/listen.conf
systemctl restart ssh`,
  symptom: { says: /Connection refused/ },
  expect: { verdict: 'faulty', exit: 1, cause: 'sshd-stopped', confidence: 'likely' },
  console: { verdict: 'faulty', exit: 1, cause: 'listen-address', confidence: 'proven' },
})
