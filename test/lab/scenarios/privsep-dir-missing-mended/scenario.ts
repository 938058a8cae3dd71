import { defineScenario } from '../../scenario.ts'

export default defineScenario({
  title: 'a drop-in took RuntimeDirectory= out of ssh.service; it is mended, but systemd has given up',
  suites: ['bookworm', 'trixie'],
  break: `
    mkdir -p /etc/systemd/system/ssh.service.d
    printf '[Service]\\nRuntimeDirectory=\\n' >/etc/systemd/system/ssh.service.d/ours.conf
    systemctl daemon-reload
    systemctl stop ssh
    rm -r /run/sshd
    systemctl restart ssh || true
    until systemctl is-failed -q ssh; do sleep 0.1; done
    rm /etc/systemd/system/ssh.service.d/ours.conf
    systemctl daemon-reload`,
  symptom: { says: /Connection refused/ },
  expect: { verdict: 'faulty', exit: 1, cause: 'sshd-stopped', confidence: 'likely' },
  console: {
    verdict: 'faulty',
    exit: 1,
    cause: 'sshd-start-limit-hit',
    confidence: 'proven',
    absent: ['sshd-config-error', 'privsep-dir-missing'],
  },
})
