import fc from 'fast-check'
import { HOST_ADDRESSES, SOURCES } from '../../places.ts'
import { MARKS, NETWORKS, nameOf, one, PORT_RANGES, some, type Version } from './values.ts'

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
    set(
      'triple',
      [`${type} . inet_service . ifname`, 'flags interval'],
      fc
        .tuple(networks, some(PORT_RANGES))
        .map(([all, ports]) =>
          all.map((each, at) => `${each} . ${ports[at % ports.length]} . "${at % 2 ? 'eth0' : 'br0'}"`),
        ),
    ),
    set('typed', [`typeof ${version === 4 ? 'ip' : 'ip6'} saddr`, 'size 99'], hosts),
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
  ...([4, 6] as const).flatMap((version) => [...setsOf(version), ...dynamicOf(version)]),
])

/** Those that rules fill while packets pass. */
function dynamicOf(version: Version): [name: string, text: fc.Arbitrary<string>][] {
  const type = `type ${TYPE[version]}`
  const empty = (kind: 'set' | 'map', name: string, types: string, flags: string): [string, fc.Arbitrary<string>] => [
    name,
    fc.constant(`  ${kind} ${name} {\n    ${types}\n    size 1000\n    flags ${flags}\n  }\n`),
  ]
  return [
    empty('set', nameOf('seen', version), type, 'dynamic,timeout'),
    empty('set', nameOf('conns', version), type, 'dynamic'),
    empty('map', nameOf('learned', version), `${type} : mark`, 'dynamic,timeout'),
  ]
}

/** Those named sets and maps that the rules ask for. */
export function setsFor(rules: string): fc.Arbitrary<string> {
  const names = new Set(Array.from(rules.matchAll(/@([a-z]+\d?)/g), ([, name]) => name ?? ''))
  const used = Array.from(names, (name) => SETS.get(name)).filter((text) => text !== undefined)
  return fc.tuple(...used).map((texts) => texts.join(''))
}
