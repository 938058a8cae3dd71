import { defineScenario } from '../../scenario.ts'

export default defineScenario({
  title: 'ListenAddress names an address that the host does not have',
  suites: ['bookworm', 'trixie'],
  break: 'echo "ListenAddress 10.99.99.99" >/etc/ssh/sshd_config.d/listen.conf; systemctl restart ssh || sleep 1',
  symptom: { says: /Connection refused/ },
  expect: { verdict: 'faulty', exit: 1, cause: 'sshd-stopped', confidence: 'likely' },
  console: { verdict: 'faulty', exit: 1, cause: 'listen-address', confidence: 'proven' },
})
