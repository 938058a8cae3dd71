import { loginCommand } from '../../person.ts'
import { CLIENT } from '../../places.ts'
import { defineScenario } from '../../scenario.ts'
import { run } from '../../sh.ts'

export default defineScenario({
  title: 'sshguard has blocked the client after failed logins',
  suites: ['bookworm', 'trixie'],
  break: `systemctl start sshguard; timeout 20 bash -c 'until nft list set ip sshguard attackers && pgrep sshg-parser; do sleep 0.1; done' >/dev/null 2>&1`,
  provoke: async (host) => {
    // The block meets a connection that is open: that one would hang.
    for (let tries = 0; tries < 4; tries++)
      await run(['timeout', '3', ...loginCommand(host, { user: 'ghost', connectTimeoutS: 1 }, 'true')])
    await host.exec(
      `timeout 10 bash -c 'until nft list set ip sshguard attackers | grep -qF ${CLIENT}; do sleep 0.1; done'`,
    )
  },
  symptom: { says: /timed out/ },
  check: { from: CLIENT },
  expect: {
    ...{ verdict: 'faulty', exit: 1, cause: 'sshguard-block', confidence: 'proven' },
    absent: ['fail2ban-ban', 'ufw-deny'],
  },
  fix: { remedy: 'sshguard-unblock' },
})
