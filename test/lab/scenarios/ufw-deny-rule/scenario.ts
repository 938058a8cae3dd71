import { CLIENT } from '../../places.ts'
import { defineScenario } from '../../scenario.ts'

export default defineScenario({
  title: 'a rule of ufw denies the client',
  suites: ['bookworm', 'trixie'],
  break: `ufw deny from ${CLIENT}; ufw allow OpenSSH; ufw --force enable`,
  symptom: { says: /timed out/ },
  check: { from: CLIENT },
  expect: { verdict: 'faulty', exit: 1, cause: 'ufw-deny', confidence: 'proven' },
  fix: { remedy: 'ufw-allow' },
})
