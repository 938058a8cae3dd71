import { defineScenario } from '../../scenario.ts'

export default defineScenario({
  title: 'sshd is told to listen on an address that the host no longer has',
  suites: ['bookworm', 'trixie'],
  break: 'echo ListenAddress 10.99.99.99 >/etc/ssh/sshd_config.d/listen.conf; systemctl restart ssh || true',
  symptom: { says: /Connection refused/ },
  expect: { verdict: 'faulty', exit: 1, cause: 'sshd-stopped', confidence: 'likely' },
  console: { verdict: 'faulty', exit: 1, cause: 'listen-address', confidence: 'proven' },
})
