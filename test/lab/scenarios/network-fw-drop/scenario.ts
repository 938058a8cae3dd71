import { CLIENT } from '../../places.ts'
import { defineScenario } from '../../scenario.ts'

export default defineScenario({
  title: 'a firewall on the way drops port 22; the host would answer',
  suites: ['bookworm'],
  host: { router: { script: 'iptables -A FORWARD -p tcp --dport 22 -j DROP' } },
  symptom: { says: /timed out/ },
  check: { from: CLIENT },
  expect: { verdict: 'undetermined', exit: 2, absent: ['sshd-stopped', 'host-down-l2'], untested: ['network-fw-drop'] },
  console: { verdict: 'faulty', exit: 1, cause: 'network-fw-drop', confidence: 'proven' },
  slowMs: 120_000,
})
