import { CLIENT } from '../../places.ts'
import { defineScenario } from '../../scenario.ts'

export default defineScenario({
  title: 'a chain of iptables-legacy drops SSH for everybody',
  suites: ['trixie'],
  break: `
    iptables-legacy -N admin
    iptables-legacy -A INPUT -p tcp --dport 22 -j admin
    iptables-legacy -A admin -s 192.0.2.0/24 -j RETURN
    iptables-legacy -A admin -j DROP`,
  symptom: { says: /timed out/ },
  check: { from: CLIENT },
  expect: { verdict: 'undetermined', exit: 2 },
  console: { verdict: 'faulty', exit: 1, cause: 'iptables-drop', confidence: 'proven', absent: ['network-fw-drop'] },
})
