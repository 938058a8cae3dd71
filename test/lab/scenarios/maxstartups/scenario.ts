import { holdConnections } from '../../outside.ts'
import { CLIENT, OTHER_CLIENT } from '../../places.ts'
import { defineScenario } from '../../scenario.ts'

export default defineScenario({
  title: 'connections that do not log in use up MaxStartups; sshd up to 9.7 says so',
  suites: ['bookworm'],
  break: `echo 'MaxStartups 3:100:4' >/etc/ssh/sshd_config.d/startups.conf; systemctl restart ssh`,
  provoke: (host) => holdConnections(host, OTHER_CLIENT, 5),
  symptom: { says: /closed by|reset by/ },
  check: { from: CLIENT },
  expect: { verdict: 'faulty', exit: 1, cause: 'maxstartups', confidence: 'likely' },
  console: {
    ...{ verdict: 'faulty', exit: 1, cause: 'maxstartups', confidence: 'proven' },
    absent: ['persource-maxstartups', 'persource-penalties'],
  },
})
