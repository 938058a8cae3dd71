import { CLIENT } from '../../places.ts'
import { defineScenario } from '../../scenario.ts'

export default defineScenario({
  title: 'sshd takes only what OpenSSH clients gave up long ago',
  suites: ['bookworm', 'trixie'],
  break: `printf '%s\\n' 'KexAlgorithms diffie-hellman-group1-sha1' 'Ciphers 3des-cbc' >/etc/ssh/sshd_config.d/old.conf; systemctl restart ssh`,
  symptom: { says: /no matching key exchange method found/ },
  check: { from: CLIENT },
  expect: {
    verdict: 'faulty',
    exit: 1,
    cause: 'algorithm-mismatch',
    confidence: 'proven',
    absent: ['hostkey-algorithm-mismatch'],
  },
})
