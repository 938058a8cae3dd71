import { CLIENT } from '../../places.ts'
import { defineScenario } from '../../scenario.ts'

export default defineScenario({
  title: 'the device was moved to the zone drop of firewalld',
  suites: ['bookworm'],
  break: `systemctl start firewalld; firewall-cmd -q --state; firewall-cmd -q --zone=drop --change-interface=eth0`,
  symptom: { says: /timed out/ },
  check: { from: CLIENT },
  expect: { verdict: 'undetermined', exit: 2 },
  console: { verdict: 'faulty', exit: 1, cause: 'firewalld-zone', confidence: 'proven', absent: ['network-fw-drop'] },
})
