import { defineScenario } from '../../scenario.ts'

export default defineScenario({
  title: 'firewalld is on, and its zone lets SSH in',
  suites: ['bookworm', 'trixie'],
  break:
    'systemctl start firewalld; firewall-cmd -q --state; firewall-cmd -q --add-service=ssh; firewall-cmd -q --remove-service=dhcpv6-client || true',
  symptom: { user: 'deploy' },
  check: { user: 'deploy' },
  expect: { verdict: 'healthy', exit: 0 },
})
