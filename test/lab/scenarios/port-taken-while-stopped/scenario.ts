import { defineScenario } from '../../scenario.ts'

export default defineScenario({
  title: 'sshd was stopped, and a web server took its port since',
  suites: ['bookworm'],
  break: `
systemctl disable --now ssh
systemd-run -q --unit=web python3 -m http.server --bind 0.0.0.0 22
until ss -Hltn 'sport = :22' | grep -q LISTEN; do sleep 0.1; done`,
  symptom: { says: /invalid|closed|reset|timed out/ },
  expect: { verdict: 'faulty', exit: 1, cause: 'non-ssh-service', confidence: 'likely' },
  console: { verdict: 'faulty', exit: 1, cause: 'port-taken', confidence: 'proven' },
})
