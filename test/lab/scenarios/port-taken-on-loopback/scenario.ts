import { defineScenario } from '../../scenario.ts'

export default defineScenario({
  title: 'a tunnel on loopback alone keeps sshd from every IPv4 address',
  suites: ['bookworm'],
  break: `
systemctl stop ssh
systemd-run -q --unit=tunnel python3 -m http.server --bind 127.0.0.1 22
until ss -Hltn 'sport = :22' | grep -q LISTEN; do sleep 0.1; done
systemctl start ssh`,
  symptom: { says: /Connection refused/ },
  expect: { verdict: 'faulty', exit: 1, cause: 'sshd-stopped', confidence: 'likely' },
  console: { verdict: 'faulty', exit: 1, cause: 'port-taken', confidence: 'proven', absent: ['listen-address'] },
})
