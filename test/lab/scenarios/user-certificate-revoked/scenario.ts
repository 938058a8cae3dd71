import { readFileSync } from 'node:fs'
import { attemptLogin } from '../../person.ts'
import { CLIENT } from '../../places.ts'
import { IDENTITY } from '../../root-fs.ts'
import { defineScenario } from '../../scenario.ts'

export default defineScenario({
  title: 'the key is on the list of revoked ones, for this user',
  suites: ['bookworm', 'trixie'],
  provoke: async (host) => {
    await host.exec(
      `cat >/etc/ssh/revoked; printf 'Match User deploy\\nRevokedKeys /etc/ssh/revoked\\n' >/etc/ssh/sshd_config.d/revoked.conf
       systemctl restart ssh`,
      { input: readFileSync(`${IDENTITY}.pub`, 'utf8') },
    )
    await attemptLogin(host, { user: 'deploy' })
  },
  symptom: { user: 'deploy', says: /Permission denied/ },
  check: { from: CLIENT, user: 'deploy' },
  expect: { verdict: 'faulty', exit: 1, cause: 'user-certificate', confidence: 'proven' },
})
