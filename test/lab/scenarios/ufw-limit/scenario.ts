import { tryOften } from '../../knocks.ts'
import { CLIENT } from '../../places.ts'
import { defineScenario } from '../../scenario.ts'

export default defineScenario({
  title: 'ufw limits SSH, and the person has tried too often',
  suites: ['bookworm', 'trixie'],
  break: 'ufw limit OpenSSH; ufw --force enable',
  provoke: (host) => tryOften(host, 7),
  symptom: { says: /Connection refused/ },
  check: { from: CLIENT },
  expect: { verdict: 'faulty', exit: 1, cause: 'ufw-limit', absent: ['ufw-deny', 'fail2ban-ban'] },
})
