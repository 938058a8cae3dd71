import { CLIENT } from '../../places.ts'
import { withSavedRules } from '../../saved-rules.ts'
import { defineScenario } from '../../scenario.ts'

export default defineScenario({
  title: 'the saved rules are loaded, and somebody has put a DROP before them',
  suites: ['bookworm'],
  host: withSavedRules(''),
  break: 'systemctl start base-firewall netfilter-persistent; iptables -I INPUT -s 203.0.113.0/24 -j DROP',
  symptom: { says: /timed out/ },
  check: { from: CLIENT },
  expect: {
    ...{ verdict: 'faulty', exit: 1, cause: 'iptables-drop', confidence: 'proven' },
    absent: ['firewall-lost-after-reboot'],
  },
})
