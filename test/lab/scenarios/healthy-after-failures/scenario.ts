import { attemptLogin } from '../../person.ts'
import { attemptWith, makeKey } from '../../person-keys.ts'
import { CLIENT } from '../../places.ts'
import { defineScenario } from '../../scenario.ts'

export default defineScenario({
  title: 'too many wrong keys at first, then the person named the right one and got in',
  suites: ['bookworm', 'trixie'],
  break: `echo 'MaxAuthTries 2' >/etc/ssh/sshd_config.d/tries.conf; systemctl restart ssh`,
  provoke: async (host) => {
    const wrong = [await makeKey(host, 'first'), await makeKey(host, 'second')]
    await attemptWith(
      host,
      wrong.flatMap((file) => ['-i', file]),
    )
    await attemptLogin(host, { user: 'deploy' })
  },
  symptom: { user: 'deploy' },
  check: { from: CLIENT, user: 'deploy' },
  expect: { verdict: 'healthy', exit: 0 },
})
