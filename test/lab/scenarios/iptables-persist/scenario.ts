import { keeping } from '../../keep.ts'
import { CLIENT } from '../../places.ts'
import { withSavedRules } from '../../saved-rules.ts'
import { defineScenario } from '../../scenario.ts'

export default defineScenario({
  title: 'a rule of iptables for the person is kept over a restart, and all is taken back',
  suites: ['bookworm'],
  host: withSavedRules('', ''),
  break: 'systemctl enable netfilter-persistent; systemctl start netfilter-persistent',
  symptom: { says: /timed out/ },
  check: { from: CLIENT },
  play: keeping({ allow: 'iptables-allow', persist: 'iptables-persist', file: '/etc/iptables/rules.v4' }),
  expect: { verdict: 'faulty', exit: 1, cause: 'iptables-drop', confidence: 'proven' },
})
