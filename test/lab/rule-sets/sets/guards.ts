import { BASTION_ADDRESS, CLIENT, CLIENT6 } from '../../places.ts'
import type { RuleSet } from '../rule-set.ts'
import { EVERYBODY } from './knocks.ts'

/** What the bouncer of CrowdSec sends to the kernel in its mode nftables; the lists of its decisions come as sets. */
const crowdsecNft = `nft -f - <<'END'
table ip crowdsec {
  set crowdsec-blacklists-cscli { type ipv4_addr; flags timeout; elements = { ${CLIENT} timeout 4h } }
  set crowdsec-blacklists-CAPI { type ipv4_addr; flags timeout; elements = { 192.0.2.66 timeout 160h, 198.51.100.200 timeout 160h } }
  chain crowdsec-chain-input {
    type filter hook input priority -10; policy accept;
    ip saddr @crowdsec-blacklists-CAPI counter drop
    ip saddr @crowdsec-blacklists-cscli counter drop
  }
}
table ip6 crowdsec6 {
  set crowdsec6-blacklists-cscli { type ipv6_addr; flags timeout; elements = { ${CLIENT6} timeout 4h } }
  chain crowdsec6-chain-input {
    type filter hook input priority -10; policy accept;
    ip6 saddr @crowdsec6-blacklists-cscli counter drop
  }
}
END`

const crowdsecIptables = `
ipset create crowdsec-blacklists hash:net timeout 300 maxelem 131072
ipset create crowdsec6-blacklists hash:net family inet6 timeout 300 maxelem 131072
ipset add crowdsec-blacklists ${CLIENT} timeout 14000
ipset add crowdsec6-blacklists 2001:db8:113::/64 timeout 14000
iptables -I INPUT 1 -m set --match-set crowdsec-blacklists src -j DROP
ip6tables -I INPUT 1 -m set --match-set crowdsec6-blacklists src -j REJECT`

/** As csf 14 writes its rules: lists of its own first, then open ports, and the rest is logged and dropped. */
const csf = `iptables-restore <<'END'
*filter
:INPUT DROP [0:0]
:FORWARD DROP [0:0]
:OUTPUT DROP [0:0]
:ALLOWIN - [0:0]
:ALLOWOUT - [0:0]
:DENYIN - [0:0]
:DENYOUT - [0:0]
:INVALID - [0:0]
:INVDROP - [0:0]
:LOCALINPUT - [0:0]
:LOCALOUTPUT - [0:0]
:LOGDROPIN - [0:0]
:LOGDROPOUT - [0:0]
-A INPUT ! -i lo -p tcp -m tcp --dport 53 -j ACCEPT
-A INPUT ! -i lo -j LOCALINPUT
-A INPUT -i lo -j ACCEPT
-A INPUT ! -i lo -p tcp -j INVALID
-A INPUT ! -i lo -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT
-A INPUT ! -i lo -p tcp -m conntrack --ctstate NEW -m tcp --dport 20 -j ACCEPT
-A INPUT ! -i lo -p tcp -m conntrack --ctstate NEW -m tcp --dport 22 -j ACCEPT
-A INPUT ! -i lo -p tcp -m conntrack --ctstate NEW -m tcp --dport 443 -j ACCEPT
-A INPUT ! -i lo -p icmp -m icmp --icmp-type 8 -m limit --limit 1/sec -j ACCEPT
-A INPUT ! -i lo -j LOGDROPIN
-A OUTPUT -o lo -j ACCEPT
-A OUTPUT ! -o lo -m conntrack --ctstate NEW,RELATED,ESTABLISHED -j ACCEPT
-A ALLOWIN -s ${BASTION_ADDRESS}/32 ! -i lo -j ACCEPT
-A DENYIN -s 203.0.113.7/32 ! -i lo -j DROP
-A DENYIN -s 198.51.100.0/25 ! -i lo -p tcp -m multiport --dports 21,22 -j DROP
-A INVALID -m conntrack --ctstate INVALID -j INVDROP
-A INVALID -p tcp -m tcp --tcp-flags FIN,SYN,RST,PSH,ACK,URG NONE -j INVDROP
-A INVALID -p tcp -m tcp --tcp-flags FIN,SYN FIN,SYN -j INVDROP
-A INVALID -p tcp -m tcp ! --tcp-flags FIN,SYN,RST,ACK SYN -m conntrack --ctstate NEW -j INVDROP
-A INVDROP -j DROP
-A LOCALINPUT ! -i lo -j ALLOWIN
-A LOCALINPUT ! -i lo -j DENYIN
-A LOGDROPIN -p tcp -m tcp --dport 23 -j DROP
-A LOGDROPIN -p tcp -m limit --limit 30/min -j LOG --log-prefix "Firewall: *TCP_IN Blocked* "
-A LOGDROPIN -j DROP
COMMIT
END`

export const guardSets: readonly RuleSet[] = [
  {
    name: 'sshguard-nft',
    title: 'sshguard’s tables, with the person in its sets',
    suite: 'trixie',
    load: `systemctl start sshguard
      timeout 20 bash -c 'until nft list set ip6 sshguard attackers; do sleep 0.1; done' >/dev/null 2>&1
      nft add element ip sshguard attackers '{ ${CLIENT} }'
      nft add element ip6 sshguard attackers '{ 2001:db8:113::/64 }'`,
    knocks: EVERYBODY,
  },
  {
    name: 'crowdsec-nft',
    title: 'tables as CrowdSec’s bouncer makes them with nftables',
    suite: 'bookworm',
    load: crowdsecNft,
    knocks: [...EVERYBODY, { from: '192.0.2.66' }],
  },
  {
    name: 'crowdsec-ipset',
    title: 'rules as CrowdSec’s bouncer makes them with iptables and ipset',
    suite: 'bookworm',
    load: crowdsecIptables,
    knocks: EVERYBODY,
  },
  {
    name: 'csf',
    title: 'chains as csf writes them',
    suite: 'bookworm',
    load: csf,
    knocks: [...EVERYBODY, { from: '198.51.100.200' }, { from: '198.51.100.9', port: 8443 }],
  },
]
