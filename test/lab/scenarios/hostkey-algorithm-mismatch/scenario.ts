import { defineScenario } from '../../scenario.ts'

export default defineScenario({
  title: 'sshd signs only with ssh-rsa',
  suites: ['bookworm', 'trixie'],
  break: `printf '%s\\n' 'HostKey /etc/ssh/ssh_host_rsa_key' 'HostKeyAlgorithms ssh-rsa' >/etc/ssh/sshd_config.d/old.conf; systemctl restart ssh`,
  symptom: { says: /no matching host key type found/ },
  expect: {
    verdict: 'faulty',
    exit: 1,
    cause: 'hostkey-algorithm-mismatch',
    confidence: 'proven',
    absent: ['algorithm-mismatch', 'hostkey-changed'],
  },
})
