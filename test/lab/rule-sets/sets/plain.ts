import { address6Of, BASTION_ADDRESS, CLIENT, CLIENT6, OTHER_CLIENT } from '../../places.ts'
import type { RuleSet } from '../rule-set.ts'
import { EVERYBODY } from './knocks.ts'

/** As Oracle's and Red Hat's images have it in /etc/sysconfig/iptables or /etc/iptables/rules.v4. */
const tailReject = `iptables-restore <<'END'
*filter
:INPUT ACCEPT [0:0]
:FORWARD ACCEPT [0:0]
:OUTPUT ACCEPT [0:0]
:InstanceServices - [0:0]
-A INPUT -m state --state RELATED,ESTABLISHED -j ACCEPT
-A INPUT -p icmp -j ACCEPT
-A INPUT -i lo -j ACCEPT
-A INPUT -p udp --sport 123 -j ACCEPT
-A INPUT -s ${BASTION_ADDRESS}/32 -p tcp -m state --state NEW -m tcp --dport 22 -j ACCEPT
-A INPUT -j REJECT --reject-with icmp-host-prohibited
-A INPUT -p tcp -m state --state NEW -m tcp --dport 22 -j ACCEPT
-A FORWARD -j REJECT --reject-with icmp-host-prohibited
-A OUTPUT -d 169.254.0.0/16 -j InstanceServices
-A InstanceServices -d 169.254.0.2/32 -p tcp -m owner --uid-owner 0 -m tcp --dport 3260 -m comment --comment "See the Oracle-Provided Images section in the Oracle Cloud Infrastructure documentation for security impact of modifying or removing this rule" -j ACCEPT
COMMIT
END
ip6tables-restore <<'END'
*filter
:INPUT ACCEPT [0:0]
:FORWARD ACCEPT [0:0]
:OUTPUT ACCEPT [0:0]
-A INPUT -p ipv6-icmp -j ACCEPT
-A INPUT -m state --state RELATED,ESTABLISHED -j ACCEPT
-A INPUT -s ${address6Of(1)}/128 -p tcp -m tcp --dport 22 -j ACCEPT
-A INPUT -j REJECT --reject-with icmp6-adm-prohibited
COMMIT
END`

const wikiWorkstation = `nft -f - <<'END'
flush ruleset
define office = { 10.77.0.0/24, 198.51.100.0/28 }
table inet filter {
  set allowed4 { type ipv4_addr; flags interval; elements = { $office } }
  set allowed6 { type ipv6_addr; flags interval; elements = { fd77::/64 } }
  set services { type inet_service; flags interval; elements = { 80, 443, 8000-8099 } }
  chain input {
    type filter hook input priority filter; policy drop;
    ct state vmap { established : accept, related : accept, invalid : drop }
    iifname "lo" accept
    meta l4proto { icmp, ipv6-icmp } accept
    tcp dport @services accept comment "web"
    ip saddr @allowed4 tcp dport 22 accept
    ip6 saddr @allowed6 tcp dport 22 accept
    ip saddr 203.0.113.0/24 tcp dport 22 reject with tcp reset
    meta nfproto ipv6 tcp dport 22 reject with icmpx admin-prohibited
  }
  chain forward { type filter hook forward priority filter; policy drop; }
  chain output { type filter hook output priority filter; policy accept; }
}
END`

const verdictMaps = `nft -f - <<'END'
table inet filter {
  map by_source { type ipv4_addr : verdict; flags interval; elements = { 203.0.113.0/24 : drop, 198.51.100.9 : goto refused } }
  map by_port { type ipv6_addr . inet_service : verdict; elements = { ${CLIENT6} . 22 : jump refused } }
  chain refused { counter reject with icmpx port-unreachable; }
  chain input {
    type filter hook input priority filter; policy accept;
    ip saddr vmap @by_source
    ip6 saddr . tcp dport vmap @by_port
    tcp flags & (fin | syn | rst | ack) == syn ct count over 1000 drop
  }
}
table netdev early {
  chain ingress { type filter hook ingress device "eth0" priority -500; policy accept; ip saddr 192.0.2.0/25 drop; }
}
END`

export const plainSets: readonly RuleSet[] = [
  {
    name: 'oci-tail-reject',
    title: 'the last rule rejects, and the one that opens the port stands behind it',
    suite: 'bookworm',
    load: tailReject,
    knocks: EVERYBODY,
  },
  {
    name: 'nft-wiki-workstation',
    title: 'an nftables.conf with policy drop and sets of those who may',
    suite: 'trixie',
    load: wikiWorkstation,
    knocks: [...EVERYBODY, { from: CLIENT6, port: 9000 }],
  },
  {
    name: 'nft-verdict-maps',
    title: 'verdict maps by source and port, and a chain at ingress',
    suite: 'bookworm',
    load: verdictMaps,
    knocks: [
      ...[CLIENT, OTHER_CLIENT, CLIENT6, '192.0.2.66'].map((from) => ({ from })),
      { from: BASTION_ADDRESS, unclear: true },
    ],
  },
  {
    name: 'both-tools',
    title: 'iptables lets everybody in, and a table of nft drops',
    suite: 'bookworm',
    load: `iptables -P INPUT DROP; iptables -A INPUT -p tcp --dport 22 -j ACCEPT
      ip6tables -A INPUT -p tcp --dport 22 -j ACCEPT
      nft -f - <<'END'
table inet extra {
  set blocked { type ipv4_addr; flags interval; auto-merge; elements = { 203.0.113.0-203.0.113.99 } }
  chain input { type filter hook input priority filter + 10; policy accept; ip saddr @blocked drop; ip6 saddr 2001:db8::/32 reject; }
}
END`,
    knocks: EVERYBODY,
  },
  {
    name: 'legacy-and-nft',
    title: 'rules of iptables-legacy drop what those of iptables-nft accept',
    suite: 'bookworm',
    load: `iptables -A INPUT -p tcp --dport 22 -j ACCEPT
      iptables-legacy -A INPUT -s ${CLIENT} -p tcp -m tcp --dport 22 -j DROP
      ip6tables-legacy -A INPUT -s ${CLIENT6} -j REJECT --reject-with icmp6-adm-prohibited`,
    knocks: EVERYBODY,
  },
]
