import { defineScenario } from '../../scenario.ts'

export default defineScenario({
  title: 'port 22 is turned to the port on which sshd really listens',
  suites: ['bookworm'],
  break: `echo 'Port 2022' >/etc/ssh/sshd_config.d/port.conf; systemctl restart ssh
    iptables -t nat -A PREROUTING -p tcp --dport 22 -j REDIRECT --to-ports 2022`,
  symptom: {},
  expect: { verdict: 'healthy', exit: 0, absent: ['nat-dead-backend', 'wrong-port-listening'] },
})
