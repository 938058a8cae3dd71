import { attemptLogin } from '../../person.ts'
import { CLIENT } from '../../places.ts'
import { defineScenario } from '../../scenario.ts'
import { failDiskOfHome } from '../../strain.ts'

export default defineScenario({
  title: 'the disk of a home cannot be read; sshd of Debian 13 does not log that',
  suites: ['bookworm'],
  provoke: async (host) => {
    await failDiskOfHome(host, 'deploy')
    await attemptLogin(host, { user: 'deploy' })
  },
  symptom: { user: 'deploy', says: /Permission denied/ },
  check: { from: CLIENT, user: 'deploy' },
  expect: { verdict: 'faulty', exit: 1, cause: 'disk-failing', confidence: 'proven' },
})
