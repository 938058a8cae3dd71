import { defineScenario } from '../../scenario.ts'

export default defineScenario({
  title: 'a hardening guide made sshd listen on loopback alone',
  suites: ['bookworm', 'trixie'],
  break: 'echo ListenAddress 127.0.0.1 >/etc/ssh/sshd_config.d/listen.conf; systemctl restart ssh',
  symptom: { says: /Connection refused/ },
  expect: { verdict: 'faulty', exit: 1, cause: 'sshd-stopped', confidence: 'likely' },
  console: { verdict: 'faulty', exit: 1, cause: 'listen-address', confidence: 'proven' },
})
