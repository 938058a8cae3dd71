import fc from 'fast-check'
import { DEVICES, PORTS, SOURCE_MACS } from '../../places.ts'
import { anyAddress, type Family, fuzzy, network, type Pieces, piece } from './pieces.ts'

const NAMES = [
  'ip',
  'masked',
  'net',
  'port',
  'ipport',
  'netport',
  'netiface',
  'ipportip',
  'ipportnet',
  'bits',
  'bitsmac',
  'list',
]

/** Bitmaps are for IPv4. */
const namesFor = (family: Family): string[] => NAMES.filter((name) => family === 4 || !name.startsWith('bits'))

const setName = (name: string, family: Family): string => `${name}${family}`

const FEW = { minLength: 1, maxLength: 3 }
const port = fc.oneof(
  { weight: 3, arbitrary: fc.constant('tcp:22') },
  fc.constantFrom(...PORTS.map((number) => `tcp:${number}`), 'udp:22', 'tcp:0-1000'),
)
const device = fc.constantFrom(...DEVICES.map(({ name }) => name), 'e', 'eth')
const excepted = fc.constantFrom('', '', ' nomatch')

const joined = (separator: string, ...parts: fc.Arbitrary<string>[]): fc.Arbitrary<string> =>
  fc.tuple(...parts).map((texts) => texts.join(separator))

interface Kind {
  type: string
  elements: fc.Arbitrary<string>
  options?: string
}

const kindsOf = (family: Family): Record<string, Kind> => {
  const net = network(family, anyAddress(family))
  const ip = anyAddress(family)
  return {
    ip: { type: 'hash:ip', elements: ip },
    masked: { type: 'hash:ip', elements: ip, options: family === 4 ? 'netmask 23' : 'netmask 63' },
    net: { type: 'hash:net', elements: joined('', net, excepted) },
    port: { type: 'bitmap:port', elements: fc.constantFrom(...PORTS).map(String), options: 'range 0-65535' },
    ipport: { type: 'hash:ip,port', elements: joined(',', ip, port) },
    netport: { type: 'hash:net,port', elements: joined('', joined(',', net, port), excepted) },
    netiface: {
      type: 'hash:net,iface',
      elements: fc.oneof(
        joined('', joined(',', net, device), excepted),
        joined('', joined(',', net, device), fc.constant(' wildcard')),
      ),
    },
    ipportip: { type: 'hash:ip,port,ip', elements: joined(',', ip, port, ip) },
    ipportnet: { type: 'hash:ip,port,net', elements: joined('', joined(',', ip, port, net), excepted) },
  }
}

const BITMAPS: Record<string, Kind> = {
  bits: {
    type: 'bitmap:ip',
    elements: fc.constantFrom('203.0.113.7', '203.0.113.200', '203.0.113.9'),
    options: 'range 203.0.113.0/24',
  },
  bitsmac: {
    type: 'bitmap:ip,mac',
    elements: joined(
      '',
      fc.constantFrom('203.0.113.7', '203.0.113.8', '203.0.113.200'),
      fc.constantFrom(...SOURCE_MACS.map((mac) => `,${mac}`)),
    ),
    options: 'range 203.0.113.0/24',
  },
}

/** What a set may keep besides its elements, and what is said of each then. */
const extras = fc.constantFrom(
  { ofSet: '', ofElement: '' },
  { ofSet: '', ofElement: '' },
  { ofSet: 'timeout 3600', ofElement: '' },
  { ofSet: 'timeout 0 counters', ofElement: ' timeout 600' },
  { ofSet: 'comment', ofElement: ' comment "it is a nomatch wildcard"' },
  { ofSet: 'counters comment', ofElement: ' packets 5 bytes 300 comment "add ip4 10.0.0.1"' },
)

const load = (name: string, family: Family, { type, elements, options = '' }: Kind): fc.Arbitrary<string> =>
  fc
    .tuple(fc.array(elements, FEW), extras)
    .map(([all, { ofSet, ofElement }]) =>
      [
        `create ${setName(name, family)} ${type}${/^bitmap/.test(type) ? '' : ` family ${family === 4 ? 'inet' : 'inet6'}`} ${options} ${ofSet}`,
        ...all.map((element) => `add ${setName(name, family)} ${element}${ofElement} -exist`),
      ].join('\n'),
    )

const listOf = (family: Family): fc.Arbitrary<string> =>
  fc
    .uniqueArray(
      fc.constantFrom(...NAMES.filter((name) => name !== 'list' && (family === 4 || !name.startsWith('bits')))),
      FEW,
    )
    .map((members) =>
      [
        `create ${setName('list', family)} list:set`,
        ...members.map((member) => `add ${setName('list', family)} ${setName(member, family)}`),
      ].join('\n'),
    )

/** What `ipset restore` is given: all sets that rules of either family may name. */
export const setsToLoad: fc.Arbitrary<string> = joined(
  '\n',
  ...([4, 6] as const).flatMap((family) => [
    ...Object.entries({ ...kindsOf(family), ...(family === 4 ? BITMAPS : {}) }).map(([name, kind]) =>
      load(name, family, kind),
    ),
    listOf(family),
  ]),
)

const sides = fc.array(fc.constantFrom('src', 'src', 'dst'), { minLength: 1, maxLength: 3 })
const USUAL: Record<string, string> = {
  ip: 'src',
  masked: 'src',
  net: 'src',
  port: 'dst',
  ipport: 'src,dst',
  netport: 'src,dst',
  netiface: 'src,src',
  ipportip: 'src,dst,dst',
  ipportnet: 'dst,dst,src',
  bits: 'src',
  bitsmac: 'src,src',
  list: 'src,src,dst',
}

/** The card's own address, which no listing tells: a bitmap of addresses with their cards may ask for it, alone or in a list. */
const asksOwnMac = (name: string, sides: string | undefined): boolean =>
  (name === 'bitsmac' || name === 'list') && sides?.split(',')[1] === 'dst'

export const matchedSet = (family: Family): Pieces =>
  fc
    .record({
      name: fc.constantFrom(...namesFor(family)),
      sides: fc.oneof({ weight: 3, arbitrary: fc.constant(undefined) }, sides),
      negated: fc.boolean(),
      nomatch: fc.integer({ min: 0, max: 4 }),
    })
    .map(({ name, sides: drawn, negated, nomatch }) => {
      const asked = drawn?.join(',') ?? USUAL[name]
      const option = nomatch === 0 ? ' --return-nomatch' : ''
      const text = `-m set ${negated ? '! ' : ''}--match-set ${setName(name, family)} ${asked}${option}`
      return asksOwnMac(name, asked) ? fuzzy(text) : piece(text)
    })

export const addedSource = (family: Family): fc.Arbitrary<string> =>
  fc.constantFrom('add', 'del').map((verb) => `SET --${verb}-set ${setName('ip', family)} src`)
