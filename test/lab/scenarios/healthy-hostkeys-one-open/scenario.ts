import { CLIENT } from '../../places.ts'
import { defineScenario } from '../../scenario.ts'

export default defineScenario({
  title: 'one host key is open to others and another is gone; sshd goes on with the third',
  suites: ['bookworm', 'trixie'],
  break: `
    chmod a+r /etc/ssh/ssh_host_rsa_key
    rm /etc/ssh/ssh_host_ecdsa_key
    systemctl restart ssh`,
  check: { from: CLIENT, user: 'deploy' },
  symptom: {},
  expect: { verdict: 'healthy', exit: 0 },
})
