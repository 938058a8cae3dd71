import { CLIENT } from '../../places.ts'
import { defineScenario } from '../../scenario.ts'

export default defineScenario({
  title: 'firewalld has the person’s network in its zone drop',
  suites: ['bookworm', 'trixie'],
  break: `systemctl start firewalld; firewall-cmd -q --state
    firewall-cmd -q --zone=public --add-service=ssh; firewall-cmd -q --zone=drop --add-source=203.0.113.0/24`,
  symptom: { says: /timed out/ },
  check: { from: CLIENT },
  expect: { verdict: 'faulty', exit: 1, cause: 'firewalld-zone', confidence: 'proven', absent: ['nftables-drop'] },
})
