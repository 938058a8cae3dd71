import { withFail2ban } from '../../fail2ban.ts'
import { assertNone, checkFiftyTimes, NAMES_BASTION, POLITE_MS } from '../../polite.ts'
import { defineScenario } from '../../scenario.ts'

export default defineScenario({
  title: 'fifty checks do not trip fail2ban in its aggressive mode',
  suites: ['bookworm', 'trixie'],
  host: withFail2ban('[sshd]\nenabled = true\nmode = aggressive\nmaxretry = 3\nfindtime = 1h\n'),
  play: async (host, product) => {
    await checkFiftyTimes(host, product)
    await assertNone(host, 'fail2ban-client banned; nft list ruleset', NAMES_BASTION)
  },
  expect: { verdict: 'healthy', exit: 0 },
  slowMs: POLITE_MS,
})
