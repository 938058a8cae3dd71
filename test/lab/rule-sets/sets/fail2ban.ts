import { CLIENT, CLIENT6 } from '../../places.ts'
import type { RuleSet } from '../rule-set.ts'
import { EVERYBODY } from './knocks.ts'

interface Banning {
  action: string
  suite?: RuleSet['suite']
  /** What has to run before fail2ban does. */
  first?: string
}

/** fail2ban carries out its first ban of a family, and makes its chains, only some time after it has answered. */
const banning = ({ action, suite = 'bookworm', first = '' }: Banning): RuleSet => ({
  name: `fail2ban-${action.replace(/\[.*/, '')}`,
  title: `fail2ban bans the person by ${action}`,
  suite,
  host: { files: { 'etc/fail2ban/jail.d/scenario.conf': `[sshd]\nenabled = true\nbanaction = ${action}\n` } },
  load: `${first}
    touch /var/log/fail2ban.log; systemctl start fail2ban
    timeout 20 bash -c 'until fail2ban-client status sshd >/dev/null 2>&1; do sleep 0.1; done'
    for who in ${CLIENT} ${CLIENT6}; do
      fail2ban-client set sshd banip $who
      timeout 30 bash -c "until { nft list ruleset; ipset save; } 2>/dev/null | grep -qF $who; do sleep 0.2; done"
    done`,
  knocks: EVERYBODY,
})

const ufwOn = 'ufw allow OpenSSH; ufw --force enable'
const firewalldOn = 'systemctl start firewalld; firewall-cmd -q --state; firewall-cmd -q --add-service=ssh'

export const fail2banSets: readonly RuleSet[] = [
  banning({ action: 'iptables-multiport' }),
  banning({ action: 'iptables-allports', suite: 'trixie' }),
  banning({ action: 'iptables[type=oneport, blocktype=DROP]', suite: 'trixie' }),
  banning({ action: 'iptables-ipset-proto6' }),
  banning({ action: 'iptables-ipset', suite: 'trixie' }),
  banning({ action: 'nftables-multiport' }),
  banning({ action: 'nftables-allports', suite: 'trixie' }),
  banning({ action: 'ufw', first: ufwOn }),
  banning({ action: 'firewallcmd-rich-rules', first: firewalldOn }),
  banning({ action: 'firewallcmd-ipset', first: firewalldOn, suite: 'trixie' }),
]
