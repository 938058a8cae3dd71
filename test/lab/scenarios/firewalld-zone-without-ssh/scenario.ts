import { BASTION_ADDRESS, CLIENT } from '../../places.ts'
import { defineScenario } from '../../scenario.ts'

export default defineScenario({
  title: 'the zone public of firewalld has no ssh, and the bastion is trusted',
  suites: ['bookworm', 'trixie'],
  break: `systemctl start firewalld; firewall-cmd -q --state
    firewall-cmd -q --zone=public --remove-service=ssh; firewall-cmd -q --zone=trusted --add-source=${BASTION_ADDRESS}`,
  symptom: { says: /No route to host/ },
  check: { from: CLIENT },
  expect: { verdict: 'faulty', exit: 1, cause: 'firewalld-zone', confidence: 'proven' },
})
