// The named sets and maps that every table has, so that rules may name them without looking.
import fc from 'fast-check'
import { HOST_ADDRESSES, SOURCES } from '../../places.ts'
import { type Family, nameOf, versionsOf } from './matches.ts'
import { MARKS, NETWORKS, one, PORT_RANGES, some, type Version } from './values.ts'

const TYPE: Record<Version, string> = { 4: 'ipv4_addr', 6: 'ipv6_addr' }

const declared = (kind: 'set' | 'map', name: string, lines: readonly string[], elements: readonly string[]): string =>
  [
    `  ${kind} ${name} {`,
    ...lines.map((line) => `    ${line}`),
    `    elements = { ${elements.join(', ')} }`,
    '  }',
  ].join('\n')

const setsOf = (version: Version): fc.Arbitrary<string> => {
  const type = `type ${TYPE[version]}`
  const sources = SOURCES[version]
  const hosts = some(sources, 5)
  const networks = some(NETWORKS[version], 5)
  const places = fc
    .tuple(networks, some(PORT_RANGES, 5))
    .map(([all, ports]) => all.map((each, at) => `${each} . ${ports[at % ports.length]}`))
  return fc
    .tuple(
      hosts,
      networks,
      fc.tuple(hosts, one(' timeout 1h', ' comment "x"', '')),
      places,
      hosts,
      verdicts(networks),
      marks(hosts),
      networks,
    )
    .map(([plain, interval, [timed, how], concat, devices, vmap, mmap, merged]) =>
      [
        declared('set', nameOf('plain', version), [type, ...(how === '' ? ['counter'] : [])], plain),
        declared('set', nameOf('interval', version), [type, 'flags interval', 'auto-merge'], [...interval, ...merged]),
        declared(
          'set',
          nameOf('timed', version),
          [type, 'flags timeout'],
          timed.map((each) => `${each}${how}`),
        ),
        declared('set', nameOf('concat', version), [`${type} . inet_service`, 'flags interval'], concat),
        declared(
          'set',
          nameOf('device', version),
          [`type ifname . ${TYPE[version]}`],
          devices.map((each, at) => `"${at % 2 ? 'eth0' : 'ens4'}" . ${each}`),
        ),
        declared('map', nameOf('verdict', version), [`${type} : verdict`, 'flags interval'], vmap),
        declared('map', nameOf('mark', version), [`${type} : mark`], mmap),
      ].join('\n'),
    )
}

const SIMPLE = one('accept', 'drop', 'continue', 'return', 'jump u0', 'goto u1')

const verdicts = (keys: fc.Arbitrary<string[]>): fc.Arbitrary<string[]> =>
  fc
    .tuple(keys, fc.array(SIMPLE, { minLength: 6, maxLength: 6 }), one(true, false))
    .map(([all, ends, rest]) => [...all, ...(rest ? ['*'] : [])].map((key, at) => `${key} : ${ends[at % ends.length]}`))

const marks = (keys: fc.Arbitrary<string[]>): fc.Arbitrary<string[]> =>
  keys.map((all) => all.map((key, at) => `${key} : ${MARKS[at % MARKS.length]}`))

/** Maps that NAT asks where to. */
const destinations = (version: Version): string =>
  [
    declared(
      'map',
      nameOf('to', version),
      [`type inet_service : ${TYPE[version]}`],
      [`22 : ${HOST_ADDRESSES[version][1]}`, `80 : ${HOST_ADDRESSES[version][2]}`],
    ),
    declared(
      'map',
      nameOf('place', version),
      [`type inet_service : ${TYPE[version]} . inet_service`],
      [`22 : ${HOST_ADDRESSES[version][1]} . 2222`, `443 : ${HOST_ADDRESSES[version][0]} . 22`],
    ),
  ].join('\n')

/** Chains first: maps lead to them. */
export const setsFor = (family: Family): fc.Arbitrary<string> =>
  fc
    .tuple(
      some(PORT_RANGES, 5),
      some(MARKS),
      some(['"eth0"', '"ens4"', '"br0"', '"port0"']),
      ...versionsOf(family).map(setsOf),
    )
    .map(([ports, someMarks, devices, ...more]) =>
      [
        declared('set', 'ports', ['type inet_service', 'flags interval'], ports),
        declared('set', 'marks', ['type mark'], someMarks),
        declared('set', 'links', ['type ifname'], devices),
        ...more,
        ...versionsOf(family).map(destinations),
      ].join('\n'),
    )
