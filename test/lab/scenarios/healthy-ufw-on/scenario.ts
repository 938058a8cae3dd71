import { CLIENT } from '../../places.ts'
import { defineScenario } from '../../scenario.ts'

export default defineScenario({
  title: 'ufw is on, denies by default, keeps one neighbour out, and lets SSH in',
  suites: ['bookworm', 'trixie'],
  break:
    'ufw deny from 192.0.2.66 >/dev/null; ufw allow OpenSSH >/dev/null; ufw deny 23/tcp >/dev/null; ufw --force enable >/dev/null',
  symptom: { user: 'deploy' },
  check: { from: CLIENT, user: 'deploy' },
  expect: { verdict: 'healthy', exit: 0 },
})
