import { holdConnections } from '../../outside.ts'
import { CLIENT } from '../../places.ts'
import { defineScenario } from '../../scenario.ts'

export default defineScenario({
  title: 'the client’s address has more connections waiting than PerSourceMaxStartups allows',
  suites: ['bookworm', 'trixie'],
  break: `echo 'PerSourceMaxStartups 2' >/etc/ssh/sshd_config.d/startups.conf; systemctl restart ssh`,
  provoke: (host) => holdConnections(host, CLIENT, 3),
  symptom: { says: /closed by|reset by/ },
  check: { from: CLIENT },
  expect: {
    ...{ verdict: 'faulty', exit: 1, cause: 'persource-maxstartups', confidence: 'proven' },
    absent: ['maxstartups', 'persource-penalties'],
  },
})
