import fc from 'fast-check'
import { DEVICES, PORTS, SOURCE_MACS } from '../../places.ts'
import {
  anyAddress,
  anyNetwork,
  destination,
  type Family,
  fuzzy,
  match,
  option,
  type Pieces,
  pieces,
  sometimes,
  source,
} from './pieces.ts'
import { matchedSet } from './sets.ts'

const device = fc.constantFrom(...DEVICES.map(({ name }) => name), 'eth+', 'e+', 'br+', 'wlan0')
const port = fc.constantFrom(...PORTS)
const portRange = fc
  .tuple(port, port)
  .map(([one, other]) => (one === other ? `${one}` : `${Math.min(one, other)}:${Math.max(one, other)}`))
const ports = fc.oneof(port.map(String), portRange)
const sourcePorts = fc.constantFrom('1024:65535', '0:1023', '1024:32768', '5000')
const list = (items: fc.Arbitrary<string | number>): fc.Arbitrary<string> =>
  fc.uniqueArray(items, { minLength: 1, maxLength: 4 }).map((all) => all.join(','))

/** `-s -d -i`; a packet to the host itself goes out by no device, so `-o` belongs in chains of one's own. */
export const headOptions = (family: Family, ownChain: boolean): fc.Arbitrary<string> =>
  fc
    .tuple(
      sometimes(option('-s', anyNetwork(family))),
      sometimes(sometimes(option('-d', anyNetwork(family)))),
      sometimes(option('-i', device)),
      ownChain ? sometimes(sometimes(option('-o', device))) : fc.constant(''),
      family === 4 ? sometimes(sometimes(fc.constantFrom('-f', '! -f', '! -f'))) : fc.constant(''),
    )
    .map((parts) => parts.filter((part) => part !== '').join(' '))

const FLAGS = ['FIN', 'SYN', 'RST', 'PSH', 'ACK', 'URG']
const flags = fc.tuple(fc.subarray(FLAGS, { minLength: 1 }), fc.subarray(FLAGS)).map(([mask, set]) => {
  const within = set.filter((flag) => mask.includes(flag))
  return `${mask.join(',')} ${within.length > 0 ? within.join(',') : 'NONE'}`
})

export const tcpMatches: Pieces = fc.oneof(
  match('tcp', option('--dport', ports), sometimes(option('--sport', sourcePorts))),
  match('tcp', option('--dport', fc.constant(22))),
  match('tcp', option('--tcp-flags', flags), sometimes(option('--dport', ports))),
  match('tcp', fc.constantFrom('--syn', '! --syn')),
  match('multiport', option('--dports', list(ports))),
  match('multiport', option('--sports', list(sourcePorts))),
  match('multiport', option('--ports', list(ports))),
)

const mark = fc.constantFrom('0', '1', '0x4', '0x1/0x1', '0x4/0x6', '0x10/0xf0', '0/0xff')
const STATES = ['NEW', 'INVALID', 'ESTABLISHED', 'RELATED', 'UNTRACKED']
const states = list(fc.constantFrom(...STATES, 'NEW'))
const moreStates = list(fc.constantFrom(...STATES, 'NEW', 'DNAT', 'SNAT'))

const conntrack = (family: Family): Pieces =>
  fc.oneof(
    match('conntrack', option('--ctstate', moreStates)),
    match('state', option('--state', states)),
    match(
      'conntrack',
      option('--ctstate', moreStates),
      sometimes(option('--ctproto', fc.constantFrom('tcp', 'udp'))),
      sometimes(option('--ctorigsrc', anyNetwork(family))),
      sometimes(option('--ctorigdst', anyNetwork(family))),
    ),
    match(
      'conntrack',
      sometimes(option('--ctreplsrc', anyNetwork(family))),
      sometimes(option('--ctrepldst', anyNetwork(family))),
      sometimes(option('--ctstatus', list(fc.constantFrom('NONE', 'EXPECTED', 'SEEN_REPLY', 'ASSURED', 'CONFIRMED')))),
      fc.constantFrom('--ctdir ORIGINAL', '--ctdir REPLY'),
    ),
    match(
      'conntrack',
      fc.constant('--ctproto tcp'),
      sometimes(option('--ctorigsrcport', sourcePorts)),
      sometimes(option('--ctorigdstport', ports)),
      sometimes(option('--ctreplsrcport', ports)),
      sometimes(option('--ctrepldstport', sourcePorts)),
    ),
  )

const range = (addresses: fc.Arbitrary<string>) =>
  fc.tuple(addresses, addresses).map(([one, other]) => {
    const [low, high] = [one, other].sort((a, b) => (wide(a) < wide(b) ? -1 : 1))
    return `${low}-${high}`
  })

/** The address as digits that sort as it does. Every group of the addresses here is written out from `::`. */
function wide(address: string): string {
  if (!address.includes(':'))
    return address
      .split('.')
      .map((part) => part.padStart(3, '0'))
      .join('.')
  const [before = [], after = []] = address
    .split('::')
    .map((half) => half.split(':').map((part) => part.padStart(4, '0')))
  return [...before, ...new Array<string>(8 - before.length - after.length).fill('0000'), ...after].join(':')
}

const TYPES = {
  4: ['LOCAL', 'UNICAST', 'BROADCAST', 'MULTICAST', 'ANYCAST'],
  6: ['LOCAL', 'UNICAST', 'MULTICAST'],
} as const
const addressTypes = (family: Family) => list(fc.constantFrom('LOCAL', ...TYPES[family]))

const HEADERS_6 = pieces(
  '-m frag --fragid 0:9',
  '-m frag ! --fragid 7',
  '-m ah ! --ahspi 3',
  '-m rt ! --rt-type 0',
  '-m hbh',
  '-m hbh ! --hbh-len 3',
  '-m dst ! --dst-len 3',
  '-m srh ! --srh-tag 3',
  '-m ipv6header --header prot',
  '-m ipv6header --header prot --soft',
  '-m ipv6header ! --header prot',
  '-m ipv6header ! --header prot --soft',
  '-m ipv6header --header prot,hop --soft',
  '-m ipv6header ! --header hop',
  '-m ipv6header ! --header hop --soft',
  '-m ipv6header ! --header hop,prot --soft',
)

const OTHERS = pieces(
  '-m comment --comment "plain"',
  '-m comment --comment "-j DROP"',
  `-m comment --comment "it's \\"quoted\\" \\\\ -j"`,
  '-m pkttype --pkt-type unicast',
  '-m pkttype ! --pkt-type unicast',
  '-m pkttype --pkt-type broadcast',
  '-m helper --helper ftp',
  '-m helper ! --helper ftp',
)

/** What rules of every table and protocol may ask for. */
export const matches = (family: Family): Pieces =>
  fc.oneof(
    { weight: 4, arbitrary: conntrack(family) },
    { weight: 3, arbitrary: matchedSet(family) },
    {
      weight: 2,
      arbitrary: fc.oneof(
        match('iprange', option('--src-range', range(source(family)))),
        match(
          'iprange',
          option('--dst-range', range(destination(family))),
          sometimes(option('--src-range', range(anyAddress(family)))),
        ),
      ),
    },
    {
      weight: 2,
      arbitrary: fc.oneof(
        match('addrtype', option('--dst-type', addressTypes(family))),
        match(
          'addrtype',
          option('--src-type', addressTypes(family)),
          sometimes(option('--dst-type', addressTypes(family))),
        ),
        match('addrtype', option('--src-type', addressTypes(family)), fc.constant('--limit-iface-in')),
      ),
    },
    { weight: 1, arbitrary: match('mac', option('--mac-source', fc.constantFrom(...SOURCE_MACS))) },
    { weight: 3, arbitrary: match('mark', option('--mark', mark)) },
    { weight: 2, arbitrary: match('connmark', option('--mark', mark)) },
    { weight: 2, arbitrary: family === 6 ? fc.oneof(HEADERS_6, OTHERS) : OTHERS },
  )

export const rpfilter: Pieces = fc
  .constantFrom('', '--invert', '--loose', '--validmark', '--loose --invert', '--accept-local')
  .map((options) => fuzzy(`-m rpfilter ${options}`.trim()))

/** What counts, learns, asks the clock or is not modelled. */
export const fuzzyMatches = (family: Family): Pieces =>
  fc.constantFrom(...FUZZY, ...(family === 4 ? ['-m realm --realm 0'] : []), ...countedSets(family)).map(fuzzy)

const countedSets = (family: Family): string[] =>
  ['--packets-gt 0', '! --bytes-eq 300', '--packets-lt 9'].map(
    (counted) => `-m set --match-set ip${family} src ${counted}`,
  )

const FUZZY = [
  '-m limit --limit 1/hour --limit-burst 2',
  '-m hashlimit --hashlimit-name h --hashlimit-upto 1/hour --hashlimit-burst 1 --hashlimit-mode srcip',
  '-m connlimit --connlimit-above 0',
  '-m connlimit --connlimit-upto 1',
  '-m recent --name r --set',
  '-m recent --name r ! --set',
  '-m recent --name r --rcheck --seconds 60 --hitcount 2',
  '-m recent --name r ! --rcheck',
  '-m recent --name r --update',
  '-m recent --name r --remove',
  '-m statistic --mode random --probability 0.5',
  '-m statistic --mode nth --every 2 --packet 0',
  '-m quota --quota 100',
  '-m time --timestart 00:00 --timestop 23:59',
  '-m length --length 40:100',
  '-m string --string "SSH" --algo bm',
  '-m u32 --u32 "0&0xf=0:4"',
  '-m connbytes --connbytes 0:1 --connbytes-dir both --connbytes-mode packets',
  '-m policy --dir in --pol none',
  '-m cpu --cpu 0',
  '-m tos --tos 0',
  '-m dscp --dscp 0',
  '-m cluster --cluster-total-nodes 2 --cluster-local-node 1 --cluster-hash-seed 7',
  '-m bpf --bytecode "1,6 0 0 65535"',
  '-m socket',
  '-m devgroup --src-group 0',
  '-m physdev --physdev-is-in',
  '-m physdev ! --physdev-is-in',
]
