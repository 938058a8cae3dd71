import fc from 'fast-check'
import { HOST_ADDRESSES, SOURCES } from '../../places.ts'
import { nameOf } from './matches.ts'
import { MARKS, NETWORKS, one, PORT_RANGES, some, type Version } from './values.ts'

const TYPE: Record<Version, string> = { 4: 'ipv4_addr', 6: 'ipv6_addr' }

type Elements = fc.Arbitrary<readonly string[]>

const declared = (kind: 'set' | 'map', name: string, lines: readonly string[], elements: Elements) =>
  elements.map((list) =>
    [
      `  ${kind} ${name} {`,
      ...lines.map((line) => `    ${line}`),
      `    elements = { ${list.join(', ')} }`,
      '  }\n',
    ].join('\n'),
  )

const setsOf = (version: Version): [name: string, text: fc.Arbitrary<string>][] => {
  const type = `type ${TYPE[version]}`
  const [hosts, networks] = [some(SOURCES[version], 5), some(NETWORKS[version], 5)]
  const set = (kind: string, lines: readonly string[], elements: Elements): [string, fc.Arbitrary<string>] => [
    nameOf(kind, version),
    declared('set', nameOf(kind, version), lines, elements),
  ]
  const map = (kind: string, lines: readonly string[], elements: Elements): [string, fc.Arbitrary<string>] => [
    nameOf(kind, version),
    declared('map', nameOf(kind, version), lines, elements),
  ]
  const [first, second, third] = HOST_ADDRESSES[version]
  return [
    set('plain', [type, 'counter'], hosts),
    set(
      'interval',
      [type, 'flags interval', 'auto-merge'],
      fc.tuple(networks, hosts).map((both) => both.flat()),
    ),
    set('timed', [type, 'flags timeout'], withEach(hosts, one(' timeout 1h', ' comment "x"', ''))),
    set('concat', [`${type} . inet_service`, 'flags interval'], beside(networks, PORT_RANGES)),
    set(
      'device',
      [`type ifname . ${TYPE[version]}`],
      hosts.map((all) => all.map((each, at) => `"${at % 2 ? 'eth0' : 'ens4'}" . ${each}`)),
    ),
    map('verdict', [`${type} : verdict`, 'flags interval'], verdicts(networks)),
    map(
      'mark',
      [`${type} : mark`],
      hosts.map((all) => all.map((key, at) => `${key} : ${MARKS[at % MARKS.length]}`)),
    ),
    map('to', [`type inet_service : ${TYPE[version]}`], fc.constant([`22 : ${second}`, `80 : ${third}`])),
    map(
      'place',
      [`type inet_service : ${TYPE[version]} . inet_service`],
      fc.constant([`22 : ${second} . 2222`, `443 : ${first} . 22`]),
    ),
  ]
}

const withEach = (elements: Elements, how: fc.Arbitrary<string>): Elements =>
  fc.tuple(elements, how).map(([all, text]) => all.map((each) => `${each}${text}`))

const beside = (elements: Elements, others: readonly string[]): Elements =>
  fc.tuple(elements, some(others, 5)).map(([all, more]) => all.map((each, at) => `${each} . ${more[at % more.length]}`))

const ENDS = one('accept', 'drop', 'continue', 'return', 'jump u0', 'goto u1')

const verdicts = (keys: Elements): Elements =>
  fc
    .tuple(keys, fc.array(ENDS, { minLength: 6, maxLength: 6 }), one(true, false))
    .map(([all, ends, rest]) => [...all, ...(rest ? ['*'] : [])].map((key, at) => `${key} : ${ends[at % ends.length]}`))

const SETS = new Map<string, fc.Arbitrary<string>>([
  ['ports', declared('set', 'ports', ['type inet_service', 'flags interval'], some(PORT_RANGES, 5))],
  ['marks', declared('set', 'marks', ['type mark'], some(MARKS))],
  ['links', declared('set', 'links', ['type ifname'], some(['"eth0"', '"ens4"', '"br0"', '"port0"']))],
  ...([4, 6] as const).flatMap((version) => [
    ...setsOf(version),
    [`seen${version}`, fc.constant(learned(version))] satisfies [string, fc.Arbitrary<string>],
  ]),
])

function learned(version: Version): string {
  return `  set seen${version} {\n    type ${TYPE[version]}\n    size 1000\n    flags dynamic,timeout\n  }\n`
}

/** Those named sets and maps that the rules ask for. */
export function setsFor(rules: string): fc.Arbitrary<string> {
  const names = new Set(Array.from(rules.matchAll(/@([a-z]+\d?)/g), ([, name]) => name ?? ''))
  const used = Array.from(names, (name) => SETS.get(name)).filter((text) => text !== undefined)
  return fc.tuple(...used).map((texts) => texts.join(''))
}
