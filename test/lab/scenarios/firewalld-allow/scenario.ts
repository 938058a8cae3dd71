import { BASTION_ADDRESS, CLIENT } from '../../places.ts'
import { defineScenario } from '../../scenario.ts'

export default defineScenario({
  title: 'firewalld lets in the bastion alone',
  suites: ['bookworm', 'trixie'],
  break: `
    systemctl start firewalld; firewall-cmd -q --state
    firewall-cmd -q --zone=trusted --add-source=${BASTION_ADDRESS}
    firewall-cmd -q --zone=public --remove-service=ssh`,
  symptom: { says: /No route to host|refused|timed out/ },
  check: { from: CLIENT },
  expect: { verdict: 'faulty', exit: 1, cause: 'firewalld-zone', confidence: 'proven' },
  fix: { remedy: 'firewalld-allow' },
})
