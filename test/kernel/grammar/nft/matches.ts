import fc from 'fast-check'
import {
  ADDRESSES,
  DEVICE_NAMES,
  device,
  MACS,
  MARKS,
  MASKS,
  mark,
  NETWORKS,
  network,
  one,
  PORT_RANGES,
  port,
  some,
  type Version,
} from './values.ts'

/** Where rules stand: what may be asked depends on it. */
export type Family = 'ip' | 'ip6' | 'inet' | 'netdev' | 'bridge'

export const versionsOf = (family: Family): Version[] => (family === 'ip' ? [4] : family === 'ip6' ? [6] : [4, 6])

const not = one('', '', '!= ')
const among = (values: readonly string[]): fc.Arbitrary<string> => some(values).map((list) => `{ ${list.join(', ')} }`)

/** The named sets that every table has; sets.ts fills them. */
export const nameOf = (kind: string, version: Version): string => `${kind}${version}`

const NUMBER_AT: Record<Version, { source: string; destination: string }> = {
  4: { source: '@nh,96,32', destination: '@nh,128,32' },
  6: { source: '@nh,64,128', destination: '@nh,192,128' },
}

/** Of the network header, in one version of IP. */
export function ofNetwork(version: Version): fc.Arbitrary<string> {
  const ip = version === 4 ? 'ip' : 'ip6'
  const header =
    version === 4
      ? one(
          'ip version 4',
          'ip hdrlength 5',
          'ip frag-off & 0x1fff == 0',
          'ip frag-off & 0x2000 != 0',
          'ip option lsrr missing',
          'ip option rr exists',
        )
      : one('ip6 version 6', 'exthdr frag missing', 'exthdr frag exists', 'frag more-fragments 1', 'ip6 version != 6')
  return fc.oneof(
    { weight: 4, arbitrary: fc.tuple(not, network(version)).map(([is, value]) => `${ip} saddr ${is}${value}`) },
    { weight: 3, arbitrary: fc.tuple(not, among(NETWORKS[version])).map(([is, set]) => `${ip} saddr ${is}${set}`) },
    {
      weight: 3,
      arbitrary: fc
        .tuple(not, one('plain', 'interval', 'timed'))
        .map(([is, set]) => `${ip} saddr ${is}@${nameOf(set, version)}`),
    },
    {
      weight: 2,
      arbitrary: fc
        .tuple(one('saddr', 'daddr'), one(...MASKS[version]))
        .map(([field, mask]) => `${ip} ${field} ${mask}`),
    },
    {
      weight: 1,
      arbitrary: fc.tuple(not, one(...ADDRESSES[version])).map(([is, value]) => `${ip} daddr ${is}${value}`),
    },
    {
      weight: 2,
      arbitrary: one(
        `${ip} saddr . tcp dport @${nameOf('concat', version)}`,
        `${ip} saddr . tcp dport != @${nameOf('concat', version)}`,
      ),
    },
    { weight: 1, arbitrary: one(`iifname . ${ip} saddr @${nameOf('device', version)}`) },
    {
      weight: 2,
      arbitrary: fc
        .tuple(some(ADDRESSES[version]), some(PORT_RANGES))
        .map(
          ([all, ports]) =>
            `${ip} saddr . tcp dport { ${all.map((each, at) => `${each} . ${ports[at % ports.length]}`).join(', ')} }`,
        ),
    },
    { weight: 1, arbitrary: header },
    {
      weight: 1,
      arbitrary: fc
        .tuple(one(...ADDRESSES[version]))
        .map(([value]) => `${NUMBER_AT[version].source} ${asNumber(value)}`),
    },
    {
      weight: 1,
      arbitrary: fc
        .tuple(not, one('tcp', 'udp', '{ tcp, udp }', '{ 1, 17 }'))
        .map(([is, protocol]) => `${version === 4 ? 'ip protocol' : 'ip6 nexthdr'} ${is}${protocol}`),
    },
  )
}

const asNumber = (address: string): string =>
  address.includes(':')
    ? `0x${expanded(address).join('')}`
    : `0x${address
        .split('.')
        .map((octet) => Number(octet).toString(16).padStart(2, '0'))
        .join('')}`

function expanded(address: string): string[] {
  const [head = '', tail = ''] = address.split('::')
  const [first, last] = [head, tail].map((part) => part.split(':').filter(Boolean))
  const zeros = Array.from({ length: 8 - (first?.length ?? 0) - (last?.length ?? 0) }, () => '0')
  return [...(first ?? []), ...zeros, ...(last ?? [])].map((group) => group.padStart(4, '0'))
}

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
      arbitrary: one(
        'ct direction original',
        'ct direction reply',
        'ct direction != reply',
        'ct helper "ftp"',
        'ct protocol tcp',
      ),
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
