import { CLIENT } from '../../places.ts'
import { defineScenario } from '../../scenario.ts'

export default defineScenario({
  title: 'the only key exchange is one that OpenSSH knows and our library does not',
  suites: ['bookworm', 'trixie'],
  break: `echo 'KexAlgorithms sntrup761x25519-sha512@openssh.com' >/etc/ssh/sshd_config.d/kex.conf; systemctl restart ssh`,
  symptom: {},
  check: { from: CLIENT, user: 'deploy' },
  expect: { verdict: 'healthy', exit: 0 },
})
