import { defineScenario } from '../../scenario.ts'

export default defineScenario({
  title: 'sshd listens on IPv6 alone, and people come over IPv4',
  suites: ['bookworm', 'trixie'],
  break: 'echo AddressFamily inet6 >/etc/ssh/sshd_config.d/family.conf; systemctl restart ssh',
  symptom: { says: /Connection refused/ },
  expect: { verdict: 'faulty', exit: 1, cause: 'sshd-stopped', confidence: 'likely' },
  console: { verdict: 'faulty', exit: 1, cause: 'addressfamily-mismatch', confidence: 'proven' },
})
