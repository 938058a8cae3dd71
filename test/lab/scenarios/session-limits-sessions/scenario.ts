import { defineScenario } from '../../scenario.ts'

export default defineScenario({
  title: 'a Match block leaves the user forwarding alone',
  suites: ['bookworm'],
  break: `printf 'Match User deploy\\n  MaxSessions 0\\n' >/etc/ssh/sshd_config.d/tunnel.conf; systemctl restart ssh`,
  symptom: { user: 'deploy', says: /open failed|no more sessions|^/ },
  check: { user: 'deploy' },
  expect: { verdict: 'faulty', exit: 1, cause: 'session-limits', confidence: 'proven' },
})
