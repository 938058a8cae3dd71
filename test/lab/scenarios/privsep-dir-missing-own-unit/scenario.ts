import { defineScenario } from '../../scenario.ts'

export default defineScenario({
  title: 'a drop-in took RuntimeDirectory= out of ssh.service',
  suites: ['bookworm', 'trixie'],
  break: `
    mkdir -p /etc/systemd/system/ssh.service.d
    printf '[Service]\\nRuntimeDirectory=\\n' >/etc/systemd/system/ssh.service.d/ours.conf
    systemctl daemon-reload
    systemctl stop ssh
    rm -rf /run/sshd
    systemctl restart ssh || true
    until systemctl is-failed -q ssh; do sleep 0.1; done`,
  symptom: { says: /Connection refused/ },
  expect: { verdict: 'faulty', exit: 1, cause: 'sshd-stopped', confidence: 'likely' },
  console: {
    verdict: 'faulty',
    exit: 1,
    cause: 'privsep-dir-missing',
    confidence: 'proven',
    absent: ['sshd-config-error'],
  },
})
