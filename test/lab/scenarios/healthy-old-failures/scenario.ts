import { attemptLogin } from '../../person.ts'
import { CLIENT } from '../../places.ts'
import { defineScenario } from '../../scenario.ts'
import { typePassword } from '../../typed-password.ts'

export default defineScenario({
  title: 'the same person has typed wrong passwords before, and has got in since',
  suites: ['bookworm', 'trixie'],
  // The log holds failures of another day and of today; the last word is a login that worked.
  break: `
    echo 'deploy:correct-horse' | chpasswd
    for i in 1 2 3; do logger -t sshd -p authpriv.info "Failed password for deploy from ${CLIENT} port 4000$i ssh2"; done
    for i in 1 2 3; do echo "2026-10-0\${i}T02:00:00.000000+00:00 web-01 sshd[77]: Failed password for deploy from ${CLIENT} port 5000$i ssh2"; done >>/var/log/auth.log
    logger -t sshd -p authpriv.info "pam_access(sshd:account): access denied for user 'deploy' from '${CLIENT}'"
    logger -t sshd -p authpriv.info "User deploy not allowed because account is locked"`,
  provoke: async (host) => {
    await typePassword(host, { user: 'deploy', password: 'wrong', prompts: 2 })
    const { code } = await attemptLogin(host, { user: 'deploy' })
    if (code !== 0) throw new Error('the key does not get the person in after the wrong passwords')
  },
  symptom: { user: 'deploy' },
  check: { from: CLIENT, user: 'deploy' },
  expect: { verdict: 'healthy', exit: 0, absent: ['wrong-password', 'account-locked', 'pam-access'] },
})
