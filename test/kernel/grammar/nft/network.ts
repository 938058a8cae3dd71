import fc from 'fast-check'
import {
  ADDRESSES,
  among,
  MACS,
  MASKS,
  NETWORKS,
  nameOf,
  network,
  not,
  one,
  PORT_RANGES,
  some,
  type Version,
} from './values.ts'

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
        .tuple(not, one('plain', 'interval', 'timed', 'typed'))
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
    {
      weight: 1,
      arbitrary: one(
        `iifname . ${ip} saddr @${nameOf('device', version)}`,
        `${ip} saddr . tcp dport . iifname @${nameOf('triple', version)}`,
        `${ip} saddr . tcp dport . iifname != @${nameOf('triple', version)}`,
      ),
    },
    {
      weight: 1,
      arbitrary: some(ADDRESSES[version]).map(
        (all) =>
          `ether saddr . ${ip} saddr { ${all.map((each, at) => `${MACS[at % MACS.length]} . ${each}`).join(', ')} }`,
      ),
    },
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
