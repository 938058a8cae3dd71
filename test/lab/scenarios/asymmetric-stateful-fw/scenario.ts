import { BASTION_ADDRESS, CLIENT } from '../../places.ts'
import { defineScenario } from '../../scenario.ts'

export default defineScenario({
  title: 'the answer goes past the stateful firewall on the way, which then drops the rest of the handshake',
  suites: ['bookworm'],
  host: {
    router: {
      bypass: true,
      script:
        'iptables -A FORWARD -m conntrack --ctstate INVALID -j DROP; sysctl -qw net.netfilter.nf_conntrack_tcp_loose=0',
    },
  },
  break: `ip route add ${BASTION_ADDRESS}/32 dev eth1
    ip route replace default via ${BASTION_ADDRESS} dev eth1`,
  symptom: { says: /timed out during banner exchange/, connectTimeoutS: 5 },
  check: { from: CLIENT },
  expect: { verdict: 'faulty', exit: 1, cause: 'asymmetric-stateful-fw', confidence: 'likely', absent: ['sshd-hung'] },
  console: { verdict: 'faulty', exit: 1, cause: 'asymmetric-stateful-fw', confidence: 'proven' },
  slowMs: 120_000,
})
