import type { RuleSet } from '../rule-set.ts'
import { EVERYBODY } from './knocks.ts'

const firewalld = (settings: string): string =>
  `systemctl start firewalld; firewall-cmd -q --state\n${settings.replaceAll(/^\s*-/gm, 'firewall-cmd -q -')}`

export const firewalldSets: readonly RuleSet[] = [
  {
    name: 'firewalld-public-without-ssh',
    title: 'the public zone of firewalld has no ssh service',
    suite: 'bookworm',
    load: firewalld('--zone=public --remove-service=ssh'),
    knocks: EVERYBODY,
  },
  {
    name: 'firewalld-source-in-drop',
    title: 'firewalld has the person’s networks in the zone drop, another person in block',
    suite: 'trixie',
    load: firewalld(`--zone=public --add-service=ssh
      --zone=drop --add-source=203.0.113.0/24
      --zone=drop --add-source=2001:db8:113::/48
      --zone=block --add-source=198.51.100.9`),
    knocks: EVERYBODY,
  },
  {
    name: 'firewalld-rich-rules',
    title: 'rich rules of firewalld reject and drop some',
    suite: 'bookworm',
    load: firewalld(`--zone=public --add-service=ssh
      --add-rich-rule='rule family=ipv4 source address=203.0.113.7/32 service name=ssh reject'
      --add-rich-rule='rule family=ipv4 source address=198.51.100.0/24 drop'
      --add-rich-rule='rule family=ipv6 source address=2001:db8:113::7 drop'`),
    knocks: EVERYBODY,
  },
  {
    name: 'firewalld-ipset',
    title: 'a set of firewalld in the zone drop',
    suite: 'trixie',
    load: `systemctl start firewalld; firewall-cmd -q --state
      firewall-cmd -q --permanent --new-ipset=blocked --type=hash:net
      firewall-cmd -q --permanent --ipset=blocked --add-entry=203.0.113.0/28
      firewall-cmd -q --permanent --ipset=blocked --add-entry=198.51.100.9
      firewall-cmd -q --permanent --zone=drop --add-source=ipset:blocked
      firewall-cmd -q --reload`,
    knocks: EVERYBODY,
  },
  {
    name: 'firewalld-iptables-backend',
    title: 'firewalld writes iptables rules, and its zone has no ssh service',
    suite: 'bookworm',
    load: `sed -i 's/^FirewallBackend=.*/FirewallBackend=iptables/' /etc/firewalld/firewalld.conf
      ${firewalld(`--zone=public --remove-service=ssh
      --zone=trusted --add-source=10.77.0.0/24
      --zone=drop --add-source=198.51.100.0/24`)}`,
    knocks: EVERYBODY,
  },
]
