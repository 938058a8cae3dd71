import { defineScenario } from '../../scenario.ts'

export default defineScenario({
  title: 'a proxy has port 22 and passes connections on to sshd',
  suites: ['bookworm'],
  break: `printf 'Port 2222\\nListenAddress 127.0.0.1\\n' >/etc/ssh/sshd_config.d/port.conf; systemctl restart ssh
    systemd-run -q --unit=forward socat TCP-LISTEN:22,fork,reuseaddr TCP:127.0.0.1:2222
    for try in $(seq 50); do ss -Hltn 'sport = :22' | grep -q . && break; sleep 0.1; done`,
  symptom: {},
  expect: { verdict: 'healthy', exit: 0, absent: ['lb-no-backend', 'non-ssh-service', 'port-taken'] },
})
