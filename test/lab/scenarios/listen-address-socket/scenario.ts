import { defineScenario } from '../../scenario.ts'

export default defineScenario({
  title: 'systemd listens for sshd, and on loopback alone',
  suites: ['bookworm'],
  break: `
mkdir -p /etc/systemd/system/ssh.socket.d
printf '[Socket]\\nListenStream=\\nListenStream=127.0.0.1:22\\n' >/etc/systemd/system/ssh.socket.d/local.conf
systemctl daemon-reload
systemctl disable --now ssh
systemctl enable --now ssh.socket`,
  symptom: { says: /Connection refused/ },
  expect: { verdict: 'faulty', exit: 1, cause: 'sshd-stopped', confidence: 'likely' },
  console: { verdict: 'faulty', exit: 1, cause: 'listen-address', confidence: 'proven' },
})
