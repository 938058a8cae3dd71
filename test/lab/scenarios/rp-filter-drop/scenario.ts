import { BASTION_ADDRESS, CLIENT } from '../../places.ts'
import { inNetworkOf } from '../../router.ts'
import { defineScenario } from '../../scenario.ts'

export default defineScenario({
  title: 'the answer would leave by a second link, and the strict reverse path filter drops what came in by the first',
  suites: ['bookworm'],
  host: { router: { bypass: true } },
  provoke: async ({ name }) => void (await inNetworkOf(name, 'sysctl -qw net.ipv4.conf.all.rp_filter=1')),
  break: `ip route add ${BASTION_ADDRESS}/32 dev eth1
    ip route replace default via ${BASTION_ADDRESS} dev eth1`,
  symptom: { says: /timed out/ },
  check: { from: CLIENT },
  expect: { verdict: 'undetermined', exit: 2, absent: ['sshd-stopped', 'host-down-l2'] },
  console: { verdict: 'faulty', exit: 1, cause: 'rp-filter-drop', confidence: 'likely' },
})
