import { defineScenario } from '../../scenario.ts'

export default defineScenario({
  title: 'sshd listens on another address of the host only',
  suites: ['bookworm'],
  break:
    'ip address add 192.0.2.5/32 dev eth0; echo "ListenAddress 192.0.2.5" >/etc/ssh/sshd_config.d/listen.conf; systemctl restart ssh',
  symptom: { says: /Connection refused/ },
  expect: { verdict: 'faulty', exit: 1, cause: 'sshd-stopped', confidence: 'likely' },
  console: { verdict: 'faulty', exit: 1, cause: 'listen-address', confidence: 'proven' },
})
