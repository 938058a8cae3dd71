import { BASTION_ADDRESS, CLIENT } from '../../places.ts'
import { defineScenario } from '../../scenario.ts'

export default defineScenario({
  title: 'ufw lets in the bastion alone',
  suites: ['bookworm', 'trixie'],
  break: `ufw allow from ${BASTION_ADDRESS} to any port 22 proto tcp; ufw --force enable`,
  symptom: { says: /timed out/ },
  check: { from: CLIENT },
  expect: { verdict: 'faulty', exit: 1, cause: 'ufw-deny', confidence: 'proven', absent: ['sshd-stopped'] },
  fix: { remedy: 'ufw-allow' },
})
