import { defineScenario } from '../../scenario.ts'

export default defineScenario({
  title: 'the only key exchange came with OpenSSH 9.9, and this vantage has an older one',
  suites: ['trixie'],
  break: `echo 'KexAlgorithms mlkem768x25519-sha256' >/etc/ssh/sshd_config.d/kex.conf; systemctl restart ssh`,
  expect: { verdict: 'undetermined', exit: 2, cause: 'algorithm-mismatch', confidence: 'possible' },
})
