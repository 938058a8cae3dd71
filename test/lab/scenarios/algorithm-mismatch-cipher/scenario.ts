import { defineScenario } from '../../scenario.ts'

export default defineScenario({
  title: 'sshd takes one cipher, and no client offers it any more',
  suites: ['trixie'],
  break: `echo 'Ciphers aes256-cbc' >/etc/ssh/sshd_config.d/old.conf; systemctl restart ssh`,
  symptom: { says: /no matching cipher found/ },
  expect: { verdict: 'faulty', exit: 1, cause: 'algorithm-mismatch', confidence: 'proven' },
})
