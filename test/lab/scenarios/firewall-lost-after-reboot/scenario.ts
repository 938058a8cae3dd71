import { CLIENT } from '../../places.ts'
import { withSavedRules } from '../../saved-rules.ts'
import { defineScenario } from '../../scenario.ts'

export default defineScenario({
  title: 'the saved rules ask a set that nobody makes at the boot, so none of them is loaded',
  suites: ['bookworm', 'trixie'],
  host: withSavedRules('-A INPUT -p tcp -m tcp --dport 443 -m set --match-set office src -j ACCEPT\n'),
  break: 'systemctl enable netfilter-persistent base-firewall',
  provoke: (host) => host.reboot(),
  symptom: { says: /timed out/ },
  check: { from: CLIENT },
  expect: { verdict: 'faulty', exit: 1, cause: 'firewall-lost-after-reboot', confidence: 'proven' },
})
