import { failsWith, makeKey } from '../../person-keys.ts'
import { CLIENT } from '../../places.ts'
import { defineScenario } from '../../scenario.ts'

export default defineScenario({
  title: 'the right key stands behind two wrong ones, and sshd hears two',
  suites: ['bookworm', 'trixie'],
  break: `echo 'MaxAuthTries 2' >/etc/ssh/sshd_config.d/tries.conf; systemctl restart ssh`,
  provoke: async (host) => {
    const wrong = [await makeKey(host, 'first'), await makeKey(host, 'second')]
    await failsWith(
      host,
      wrong.flatMap((file) => ['-i', file]),
      /Too many authentication failures/,
    )
  },
  check: { from: CLIENT, user: 'deploy' },
  expect: { verdict: 'faulty', exit: 1, cause: 'too-many-auth-failures', confidence: 'proven' },
})
