import { holdConnections } from '../../outside.ts'
import { CLIENT, OTHER_CLIENT } from '../../places.ts'
import { defineScenario } from '../../scenario.ts'

export default defineScenario({
  title: 'MaxStartups is used up, and sshd since 9.8 says the same words as for a penalty',
  suites: ['trixie'],
  break: `echo 'MaxStartups 3:100:4' >/etc/ssh/sshd_config.d/startups.conf; systemctl restart ssh`,
  provoke: (host) => holdConnections(host, OTHER_CLIENT, 5),
  symptom: { says: /closed by|reset by/ },
  check: { from: CLIENT },
  expect: { verdict: 'undetermined', exit: 2, cause: 'persource-penalties', confidence: 'possible' },
  console: {
    ...{ verdict: 'faulty', exit: 1, cause: 'maxstartups', confidence: 'proven' },
    absent: ['persource-maxstartups', 'persource-penalties'],
  },
})
