import fc from 'fast-check'
import {
  among,
  DEVICE_NAMES,
  device,
  type Family,
  MACS,
  MARKS,
  mark,
  network,
  not,
  one,
  PORT_RANGES,
  port,
  some,
  type Version,
} from './values.ts'

/** Of the TCP header, or of another protocol's that the packet has not. */
export const ofTransport: fc.Arbitrary<string> = fc.oneof(
  { weight: 5, arbitrary: fc.tuple(not, port).map(([is, value]) => `tcp dport ${is}${value}`) },
  { weight: 2, arbitrary: fc.tuple(not, among(PORT_RANGES)).map(([is, set]) => `tcp dport ${is}${set}`) },
  {
    weight: 1,
    arbitrary: one(
      'tcp dport @ports',
      'tcp dport != @ports',
      'tcp dport & 1 == 0',
      'tcp dport >= 443',
      'tcp dport < 2222',
      '@th,16,16 22',
      'th dport 22',
    ),
  },
  {
    weight: 1,
    arbitrary: one(
      'meta l4proto { tcp, udp } th dport { 22, 53 }',
      'tcp sport 1024-65535',
      'tcp sport & 1 == 1',
      'tcp sport < 30000',
    ),
  },
  {
    weight: 2,
    arbitrary: one(
      'tcp flags syn',
      'tcp flags != syn',
      'tcp flags & (fin|syn|rst|ack) == syn',
      'tcp flags & (syn|ack) == (syn|ack)',
      'tcp flags ! syn',
      'tcp flags & (fin|syn) != 0',
      'tcp flags { syn, ack|syn }',
      'tcp flags == 2',
      'tcp flags & 0x12 == 0x2',
    ),
  },
  {
    weight: 1,
    arbitrary: one(
      'udp dport 22',
      'udp dport != 22',
      'sctp dport 22',
      'meta l4proto udp',
      'meta l4proto != tcp',
      'meta l4proto { 6, 17 }',
      'meta l4proto tcp',
      'meta l4proto . th dport { tcp . 22, udp . 53 }',
    ),
  },
)

export const ofDevice: fc.Arbitrary<string> = fc.oneof(
  fc.tuple(not, device).map(([is, value]) => `iifname ${is}${value}`),
  fc.tuple(not, one(...DEVICE_NAMES)).map(([is, value]) => `iif ${is}"${value}"`),
  fc.tuple(not, among(['"eth0"', '"ens4"', '"br*"', '"port0"'])).map(([is, set]) => `iifname ${is}${set}`),
  fc.tuple(one('iifname'), not).map(([field, is]) => `${field} ${is}@links`),
  one('meta iiftype ether', 'meta iiftype != ether', 'meta pkttype host', 'meta pkttype { broadcast, multicast }'),
  fc.tuple(not, one(...MACS)).map(([is, mac]) => `ether saddr ${is}${mac}`),
  among(MACS).map((set) => `ether saddr ${set}`),
  one('ether saddr & ff:ff:ff:ff:ff:01 == 52:54:00:aa:00:01', 'ether type ip', 'ether type ip6'),
)

export const ofMark: fc.Arbitrary<string> = fc.oneof(
  fc.tuple(not, mark).map(([is, value]) => `meta mark ${is}${value}`),
  fc
    .tuple(one('&', '|', '^'), mark, one('==', '!='), mark)
    .map(([operator, mask, is, value]) => `meta mark ${operator} ${mask} ${is} ${value}`),
  one(
    'meta mark 0x1-0x10',
    'meta mark != 0x1-0x10',
    'meta mark > 0x1',
    'meta mark @marks',
    'meta mark . tcp dport { 0x1 . 22, 0x0 . 80-443 }',
  ),
  among(MARKS).map((set) => `meta mark ${set}`),
)

/** Of the host as such: `meta` and `fib`. */
export const ofHost = (family: Family, isIngress: boolean): fc.Arbitrary<string> =>
  fc.oneof(
    one(
      'meta protocol ip',
      'meta protocol ip6',
      'meta protocol { ip, ip6 }',
      'meta protocol != ip',
      'meta skuid 0',
      'meta skuid != 0',
      'meta oifname "eth0"',
      'meta oifname != "eth0"',
      'oif "lo"',
      'meta cgroup 5',
    ),
    family === 'inet'
      ? one('meta nfproto ipv4', 'meta nfproto ipv6', 'meta nfproto != ipv4', 'meta nfproto { ipv4, ipv6 }')
      : one('meta protocol ip'),
    family === 'netdev' || family === 'bridge' || isIngress
      ? one('meta protocol ip6')
      : one(
          'fib daddr type local',
          'fib daddr type != local',
          'fib daddr type { local, broadcast }',
          'fib saddr type local',
          'fib saddr type != local',
          'fib saddr type { local, broadcast }',
          'fib saddr type != { local, broadcast }',
          'fib daddr type . tcp dport { local . 22, unicast . 80 }',
        ),
  )

const STATES = ['new', 'established', 'related', 'invalid', 'untracked']

/** Of the connection: not on this kernel's bridges. */
export const ofConnection = (version: Version | undefined): fc.Arbitrary<string> =>
  fc.oneof(
    { weight: 3, arbitrary: some(STATES).map((states) => `ct state ${states.join(',')}`) },
    { weight: 1, arbitrary: fc.tuple(not, among(STATES)).map(([is, set]) => `ct state ${is}${set}`) },
    {
      weight: 1,
      arbitrary: one(
        'ct state != new',
        'ct state & (new|related) == new',
        'ct state ! established,related',
        'ct state & (established|related) != 0',
      ),
    },
    {
      weight: 1,
      arbitrary: one('ct direction original', 'ct direction reply', 'ct direction != reply', 'ct helper "ftp"'),
    },
    {
      weight: 1,
      arbitrary: one(
        'ct status dnat',
        'ct status ! dnat',
        'ct status snat,dnat',
        'ct status & confirmed == 0',
        'ct status & (dnat|seen-reply) == 0',
      ),
    },
    { weight: 1, arbitrary: fc.tuple(not, mark).map(([is, value]) => `ct mark ${is}${value}`) },
    {
      weight: 1,
      arbitrary: one(
        'ct mark & 0x11 == 0x11',
        'ct mark . meta mark { 0x0 . 0x0, 0x1 . 0x10 }',
        'meta l4proto tcp ct original proto-dst 22',
        'meta l4proto tcp ct reply proto-src 2222',
        'meta l4proto tcp ct original proto-src > 30000',
      ),
    },
    {
      weight: 1,
      arbitrary:
        version === undefined
          ? one('ct state new')
          : fc
              .tuple(one('original', 'reply'), one('saddr', 'daddr'), not, network(version))
              .map(
                ([direction, field, is, value]) =>
                  `ct ${direction} ${version === 4 ? 'ip' : 'ip6'} ${field} ${is}${value}`,
              ),
    },
  )
