import { defineScenario } from '../../scenario.ts'
import { SECOND_DOOR } from '../../second-door.ts'

export default defineScenario({
  title: 'ssh.socket has failed, its reason is mended, and the inventory knows a second way in',
  suites: ['trixie'],
  host: SECOND_DOOR,
  break: `
    systemctl disable --now ssh
    systemctl enable --now ssh.socket
    echo 'PermitRootLogn no' >/etc/ssh/sshd_config.d/hardening.conf
    exec 3<>/dev/tcp/127.0.0.1/22
    until systemctl is-failed -q ssh.socket; do sleep 0.1; done
    rm /etc/ssh/sshd_config.d/hardening.conf`,
  symptom: { says: /Connection refused/ },
  check: { port: 22 },
  expect: { verdict: 'faulty', exit: 1, cause: 'socket-unit-failed', confidence: 'proven' },
  fix: { remedy: 'socket-restart', lasting: true },
})
