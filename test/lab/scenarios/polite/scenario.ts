import { withFail2ban } from '../../fail2ban.ts'
import { assertNone, checkFiftyTimes, NAMES_BASTION, POLITE_MS } from '../../polite.ts'
import { defineScenario } from '../../scenario.ts'

// There all three count at once: sshd’s penalties are on as Debian 13 has them.
export default defineScenario({
  title: 'fifty checks trip neither fail2ban in its aggressive mode, nor `ufw limit`, nor sshd’s own penalties',
  suites: ['trixie'],
  host: withFail2ban('[sshd]\nenabled = true\nmode = aggressive\nmaxretry = 3\nfindtime = 1h\n'),
  break: 'ufw limit ssh; ufw --force enable',
  play: async (host, product) => {
    await checkFiftyTimes(host, product)
    await assertNone(host, 'fail2ban-client banned; nft list ruleset', NAMES_BASTION)
    // Packets that the limit has rejected: the first column.
    await assertNone(host, 'iptables -nvxL ufw-user-limit', /^\s*[1-9]\d*\s.*REJECT/)
    await assertNone(host, 'journalctl -q --no-pager', /drop connection/)
  },
  expect: { verdict: 'healthy', exit: 0 },
  slowMs: POLITE_MS,
})
