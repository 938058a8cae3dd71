import { CLIENT } from '../../places.ts'
import { defineScenario } from '../../scenario.ts'

export default defineScenario({
  title: 'sshd asks a name server that nobody answers for',
  suites: ['bookworm', 'trixie'],
  break: `echo 'UseDNS yes' >/etc/ssh/sshd_config.d/dns.conf
echo 'nameserver 192.0.2.53' >/etc/resolv.conf
systemctl restart ssh`,
  check: { from: CLIENT },
  expect: { verdict: 'faulty', exit: 1, cause: 'slow-reverse-dns', confidence: 'proven' },
  slowMs: 180_000,
})
