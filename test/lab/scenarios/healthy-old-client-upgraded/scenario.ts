import { tryOldClient } from '../../old-client.ts'
import { attemptLogin } from '../../person.ts'
import { CLIENT } from '../../places.ts'
import { defineScenario } from '../../scenario.ts'

export default defineScenario({
  title: 'an old client failed from the person’s address, and a login has worked since',
  suites: ['trixie'],
  provoke: async (host) => {
    await tryOldClient(host, 'KexAlgorithms=diffie-hellman-group1-sha1', /no matching key exchange/)
    await tryOldClient(host, 'HostKeyAlgorithms=ssh-rsa', /no matching host key type/)
    await attemptLogin(host)
  },
  symptom: {},
  check: { from: CLIENT },
  expect: { verdict: 'healthy', exit: 0, absent: ['algorithm-mismatch', 'hostkey-algorithm-mismatch'] },
})
