import { defineScenario } from '../../scenario.ts'

export default defineScenario({
  title: 'a web server took port 22 over IPv4 before sshd started, which is active over IPv6',
  suites: ['bookworm', 'trixie'],
  break: `
systemctl stop ssh
systemd-run -q --unit=web python3 -m http.server --bind 0.0.0.0 22
until ss -Hltn 'sport = :22' | grep -q LISTEN; do sleep 0.1; done
systemctl start ssh
systemctl is-active ssh`,
  symptom: { says: /invalid|closed|reset|timed out/ },
  expect: { verdict: 'faulty', exit: 1, cause: 'non-ssh-service', confidence: 'likely' },
  console: { verdict: 'faulty', exit: 1, cause: 'port-taken', confidence: 'proven', absent: ['sshd-hung'] },
})
