import { describe, expect, it } from 'vitest'
import { type Asked, matched } from './ask.ts'

type Row = [tests: string, answer: string, asked?: Asked]

const from = (source: string): Asked => ({ packet: { source } })

describe('what iptables itself tests', () => {
  it.each<Row>([
    ['-s 203.0.113.7/32', 'yes'],
    ['! -s 203.0.113.7/32', 'no'],
    ['-s 203.0.113.0/24 -d 192.0.2.10/32', 'yes'],
    ['-s 203.0.0.7/255.255.0.255', 'yes'],
    ['-s 203.0.0.8/255.255.0.255', 'no'],
    ['-s ! 203.0.113.7', 'no'],
    ['-s 2001:db8:b::/64', 'yes', { family: 6 }],
    ['-s 2001:db8:c::/64', 'no', { family: 6 }],
    ['-s 2001:0:b::/ffff:0:ffff::', 'yes', { family: 6 }],
    ['-i eth0', 'yes'],
    ['! -i eth0', 'no'],
    ['-i eth+', 'yes'],
    ['-i ens+', 'no'],
    ['-i eth', 'no'],
    ['-i eth0', 'the device is not known', { packet: { device: undefined } }],
    ['-o eth0', 'no'],
    ['! -o eth0', 'yes'],
    ['-p tcp', 'yes'],
    ['-p udp', 'no'],
    ['! -p udp', 'yes'],
    ['-p 6', 'yes'],
    ['-f', 'no'],
    ['! -f', 'yes'],
    ['--unheard-of 3', '--unheard-of of iptables is not modelled'],
  ])('%s: %s', (tests, answer, asked) => expect(matched(tests, asked)).toBe(answer))
})

describe('ports and flags', () => {
  it.each<Row>([
    ['-p tcp -m tcp --dport 22', 'yes'],
    ['-p tcp -m tcp ! --dport 22', 'no'],
    ['-p tcp -m tcp --dport 0:1023', 'yes'],
    ['-p tcp -m tcp --dport 23:1023', 'no'],
    ['-p tcp -m tcp --dport ! 22', 'no'],
    ['-p tcp -m tcp --sport 1024:65535', 'yes'],
    ['-p tcp -m tcp --sport 1024:65535', 'the source port is not known', { packet: { sourcePort: undefined } }],
    ['-p tcp -m tcp --dport ssh', '"ssh" is of no known form'],
    ['-p tcp -m tcp --tcp-flags FIN,SYN,RST,ACK SYN', 'yes'],
    ['-p tcp -m tcp ! --tcp-flags FIN,SYN,RST,ACK SYN', 'no'],
    ['-p tcp -m tcp --tcp-flags FIN,SYN,RST,PSH,ACK,URG NONE', 'no'],
    ['-p tcp -m tcp --tcp-flags SYN,RST SYN,RST', 'no'],
    ['-p tcp -m tcp --tcp-flags RST,ACK NONE', 'yes'],
    ['-p tcp -m tcp --tcp-option 2', 'whether the client sends TCP option 2 is not known'],
    ['-p tcp -m multiport --dports 80,22:25', 'yes'],
    ['-p tcp -m multiport ! --dports 80,22:25', 'no'],
    ['-p tcp -m multiport --sports 80', 'no'],
    ['-p tcp -m multiport --ports 50000', 'yes'],
    ['-p tcp -m multiport --ports 22', 'yes', { packet: { sourcePort: undefined } }],
    ['-p tcp -m multiport --ports 80', 'the source port is not known', { packet: { sourcePort: undefined } }],
    ['-p udp -m udp --dport 22', 'no'],
    ['-p icmp -m icmp --icmp-type any', 'no'],
  ])('%s: %s', (tests, answer, asked) => expect(matched(tests, asked)).toBe(answer))
})

describe('the connection', () => {
  it.each<Row>([
    ['-m conntrack --ctstate NEW,RELATED', 'yes'],
    ['-m conntrack ! --ctstate RELATED,ESTABLISHED', 'yes'],
    ['-m conntrack --ctstate INVALID', 'no'],
    ['-m conntrack --ctstate DNAT', 'no'],
    ['-m state --state NEW', 'yes'],
    ['-m conntrack --ctproto 6 --ctorigdst 192.0.2.0/24 --ctorigdstport 22', 'yes'],
    ['-m conntrack ! --ctorigsrc 203.0.113.0/24', 'no'],
    ['-m conntrack --ctreplsrc 192.0.2.10 --ctrepldst 203.0.113.7 --ctrepldstport 50000', 'yes'],
    ['-m conntrack --ctdir ORIGINAL', 'yes'],
    ['-m conntrack --ctdir REPLY', 'no'],
    ['-m conntrack --ctstatus NONE', 'no'],
    ['-m conntrack ! --ctstatus ASSURED', 'yes'],
    ['-m conntrack --ctexpire 1:100', 'how long the connection is kept is not known'],
    ['-m connmark --mark 0x0', 'yes'],
    ['-m connmark ! --mark 0x0', 'no'],
    ['-m mark --mark 0x1/0x1', 'no'],
    ['-m mark ! --mark 0x1', 'yes'],
    ['-m helper --helper ftp', 'no'],
    ['-m helper ! --helper ftp', 'yes'],
  ])('%s: %s', (tests, answer, asked) => expect(matched(tests, asked)).toBe(answer))
})

describe('addresses and devices', () => {
  it.each<Row>([
    ['-m iprange --src-range 203.0.113.7-203.0.113.9', 'yes'],
    ['-m iprange ! --src-range 203.0.113.7-203.0.113.9', 'no'],
    ['-m iprange --src-range 9.0.0.0-203.0.113.6', 'no'],
    ['-m iprange --dst-range 2001:db8:a::1-2001:db8:a::ff', 'yes', { family: 6 }],
    ['-m addrtype --dst-type LOCAL', 'yes'],
    ['-m addrtype ! --dst-type LOCAL', 'no'],
    [
      '-m addrtype --dst-type LOCAL',
      "whether 192.0.2.10 is the host's own is not known",
      { packet: { hostAddresses: undefined } },
    ],
    ['-m addrtype --src-type UNICAST', 'yes'],
    ['-m addrtype --src-type MULTICAST,BROADCAST', 'no'],
    ['-m addrtype --dst-type LOCAL --limit-iface-in', "whether 192.0.2.10 is the host's own there is not known"],
    ['-m addrtype --src-type LOCAL --limit-iface-in', 'no'],
    ['-m addrtype --dst-type LOCAL', 'yes', { family: 6 }],
    // IPv6 asks for both: an address that is unicast, and the host's own.
    ['-m addrtype --src-type UNICAST', 'yes', { family: 6 }],
    ['-m addrtype --src-type LOCAL,UNICAST', 'no', { family: 6 }],
    ['-m mac --mac-source 52:54:00:AA:00:01', 'yes'],
    ['-m mac ! --mac-source 52:54:00:AA:00:01', 'no'],
    ['-m mac ! --mac-source 52:54:00:00:00:02', 'no', { packet: { device: 'lo' } }],
    ['-m physdev --physdev-is-in', 'no'],
    ['-m physdev ! --physdev-is-in', 'yes'],
    [
      '-m physdev --physdev-in port0',
      'whether the bridge shows its packets to iptables is not known',
      { packet: { bridgePort: 'port0' } },
    ],
    ['-m pkttype --pkt-type unicast', 'yes'],
    ['-m pkttype ! --pkt-type broadcast', 'yes'],
  ])('%s: %s', (tests, answer, asked) => expect(matched(tests, asked)).toBe(answer))
})

describe('headers of IPv6 that a SYN has not', () => {
  it.each<Row>([
    ['-m frag ! --fragid 7', 'no'],
    ['-m hbh', 'no'],
    ['-m rt ! --rt-type 0', 'no'],
    ['-m ah ! --ahspi 3', 'no'],
    ['-m ipv6header --header protocol', 'yes'],
    ['-m ipv6header ! --header protocol', 'no'],
    ['-m ipv6header --header hop-by-hop --soft', 'no'],
    ['-m ipv6header ! --header hop-by-hop --soft', 'yes'],
  ])('%s: %s', (tests, answer) => expect(matched(tests, { family: 6 })).toBe(answer))
})

describe('what the rules alone do not decide', () => {
  it.each<Row>([
    ['-m limit --limit 3/min --limit-burst 5', 'limit 3/min counts packets'],
    ['-m hashlimit --hashlimit-above 3/min --hashlimit-burst 5 --hashlimit-name ssh', 'hashlimit 3/min counts packets'],
    ['-p tcp -m connlimit --connlimit-above 3 --connlimit-mask 32 --connlimit-saddr', 'connlimit 3 counts connections'],
    ['-m recent --rcheck --seconds 60 --name ssh --mask 255.255.255.255 --rsource', 'recent ssh remembers addresses'],
    ['-m recent --set --name ssh --mask 255.255.255.255 --rsource', 'yes'],
    ['-m recent ! --set --name ssh --mask 255.255.255.255 --rsource', 'no'],
    ['-m statistic --mode random --probability 0.50000000000', 'statistic picks packets by random'],
    ['-m u32 --u32 "0x6&0xff=0x6"', 'u32 is not modelled'],
    ['-m geoip --source-country DE', 'geoip is not modelled'],
    // What is certain beats what is not.
    ['-m limit --limit 3/min -p udp', 'no'],
    ['-m limit --limit 3/min -m mark --mark 0x9', 'no'],
  ])('%s: %s', (tests, answer, asked) => expect(matched(tests, asked)).toBe(answer))
})

describe('comments', () => {
  it.each([
    '-m comment --comment plain',
    '-m comment --comment -j',
    '-m comment --comment "-j ACCEPT"',
    '-m comment --comment "it\\\'s \\"quoted\\" \\\\"',
    '-m comment --comment "two\n-A INPUT -j ACCEPT\nlines"',
    '-m comment --comment ""',
    '-m comment --comment "!" -s 203.0.113.7/32',
  ])('%s changes nothing', (tests) => expect(matched(tests, from('203.0.113.7'))).toBe('yes'))
})
