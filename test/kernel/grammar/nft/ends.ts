// How rules end: verdicts, rejections, verdict maps, NAT.
import fc from 'fast-check'
import { ELSEWHERE, HOST_ADDRESSES } from '../../places.ts'
import { hasConnections, type Place } from './place.ts'
import { NETWORKS, nameOf, one, PORT_RANGES, some, type Version, versionsOf } from './values.ts'

export const verdicts = (place: Place): fc.Arbitrary<string> =>
  fc.oneof(
    { weight: 6, arbitrary: one('accept', 'drop', 'accept', 'drop', 'return', 'continue') },
    ...(place.leadsTo.length > 0 ? [{ weight: 4, arbitrary: leading(place) }] : []),
    { weight: canReject(place) ? 5 : 0, arbitrary: rejects(place) },
  )

const leading = ({ leadsTo }: Place): fc.Arbitrary<string> =>
  one(...leadsTo.flatMap((chain) => [`jump ${chain}`, `goto ${chain}`]))

const canReject = ({ family, at }: Place): boolean =>
  family !== 'bridge' && family !== 'netdev' && ['filter', 'any', 'raw'].includes(at)

function rejects({ family }: Place): fc.Arbitrary<string> {
  const both = ['reject', 'reject with tcp reset']
  const four = [
    'host-unreachable',
    'net-unreachable',
    'prot-unreachable',
    'port-unreachable',
    'net-prohibited',
    'host-prohibited',
    'admin-prohibited',
  ].map((code) => `reject with icmp type ${code}`)
  const six = [
    'no-route',
    'admin-prohibited',
    'addr-unreachable',
    'port-unreachable',
    'policy-fail',
    'reject-route',
  ].map((code) => `reject with icmpv6 type ${code}`)
  const any = ['port-unreachable', 'no-route', 'host-unreachable', 'admin-prohibited'].map(
    (code) => `reject with icmpx type ${code}`,
  )
  if (family === 'ip') return one(...both, ...four)
  return family === 'ip6' ? one(...both, ...six) : one(...both, ...any, ...four.slice(0, 2), ...six.slice(0, 2))
}

const ENDS = ['accept', 'drop', 'continue', 'return']

export function verdictMaps(place: Place, version: Version | undefined): fc.Arbitrary<string> {
  const leads = place.leadsTo.flatMap((chain) => [`jump ${chain}`, `goto ${chain}`])
  const ends = fc.array(one(...ENDS, ...leads), { minLength: 5, maxLength: 5 })
  const of = (key: string, values: readonly string[]) =>
    fc
      .tuple(some(values), ends, one('', ', * : drop', ', * : accept'))
      .map(
        ([all, to, rest]) =>
          `${key} vmap { ${all.map((each, at) => `${each} : ${to[at % to.length]}`).join(', ')}${rest} }`,
      )
  const ip = version === 6 ? 'ip6' : 'ip'
  return fc.oneof(
    of('tcp dport', PORT_RANGES),
    of('iifname', ['"eth0"', '"ens*"', '"br0"', '"lo"']),
    of('meta mark', ['0x0', '0x1', '0x10']),
    ...(version === undefined ? [] : [of(`${ip} saddr`, NETWORKS[version])]),
    ...(version === undefined || place.leadsTo.length < 2
      ? []
      : [one(`${ip} saddr vmap @${nameOf('verdict', version)}`)]),
    ...(hasConnections(place)
      ? [
          of('ct state', ['new', 'established', 'invalid', 'untracked']),
          of('ct state . tcp dport', ['new . 22', 'new . 80-443', 'invalid . 22', 'established . 22']),
        ]
      : []),
    ...(hasConnections(place) && place.at !== 'ingress'
      ? [of('fib daddr type', ['local', 'unicast', 'broadcast'])]
      : []),
  )
}

export function nats({ family }: Place, version: Version | undefined): fc.Arbitrary<string> {
  const wanted = version ?? versionsOf(family)[0] ?? 4
  const ip = wanted === 4 ? 'ip' : 'ip6'
  const at = (address: string, port: string) => (wanted === 4 ? `${address}:${port}` : `[${address}]:${port}`)
  const own = HOST_ADDRESSES[wanted]
  return one(
    'meta l4proto tcp redirect to :2222',
    'tcp dport 80 redirect to :22',
    'redirect',
    'tcp dport { 22, 443 } redirect to tcp dport map { 22 : 8022, 443 : 22 }',
    'tcp dport 22-2222 redirect to :22-2222',
    `dnat ${ip} to ${own[1]}`,
    `meta l4proto tcp dnat ${ip} to ${at(own[2] ?? '', '8022')}`,
    `dnat ${ip} to ${ELSEWHERE[wanted]}`,
    `meta l4proto tcp dnat ${ip} to ${at(ELSEWHERE[wanted], '22')}`,
    `dnat ${ip} to tcp dport map @${nameOf('to', wanted)}`,
    `dnat ${ip} to tcp dport map @${nameOf('place', wanted)}`,
    `meta l4proto tcp dnat ${ip} to ${own[1]} : tcp dport map { 22 : 2222, 80 : 443 }`,
    `dnat ${ip} to ${ip} saddr map { ${own[0]} : ${own[1]}, * : ${own[2]} }`,
  )
}
