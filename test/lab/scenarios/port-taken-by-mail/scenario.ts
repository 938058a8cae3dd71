import { defineScenario } from '../../scenario.ts'

const SERVER = `
import socket
server = socket.create_server(("::", 22), family=socket.AF_INET6, dualstack_ipv6=True)
while True:
    connection, _ = server.accept()
    connection.sendall(b"220 mail.corp.example ESMTP ready\\r\\n")
    connection.close()
`

export default defineScenario({
  title: 'a mail server took port 22 of both families, and sshd could not start',
  suites: ['bookworm'],
  host: { files: { 'opt/mail.py': SERVER } },
  break: `
systemctl stop ssh
systemd-run -q --unit=mail python3 /opt/mail.py
until ss -Hltn 'sport = :22' | grep -q LISTEN; do sleep 0.1; done
systemctl start ssh || true
until systemctl is-failed -q ssh; do sleep 0.1; done`,
  symptom: { says: /invalid|closed|reset|timed out/ },
  expect: { verdict: 'faulty', exit: 1, cause: 'non-ssh-service', confidence: 'likely', untested: ['port-taken'] },
  console: { verdict: 'faulty', exit: 1, cause: 'port-taken', confidence: 'proven' },
})
