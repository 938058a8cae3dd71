import fc from 'fast-check'
import { ELSEWHERE, HOST_ADDRESSES, PORTS } from '../../places.ts'
import { type Family, fuzzy, type Piece, type Pieces, piece } from './pieces.ts'
import { addedSource } from './sets.ts'

export type TableName = 'raw' | 'mangle' | 'nat' | 'filter' | 'security'

const REJECTIONS = {
  4: [
    'icmp-net-unreachable',
    'icmp-host-unreachable',
    'icmp-proto-unreachable',
    'icmp-port-unreachable',
    'icmp-net-prohibited',
    'icmp-host-prohibited',
    'icmp-admin-prohibited',
  ],
  6: [
    'icmp6-no-route',
    'icmp6-adm-prohibited',
    'icmp6-addr-unreachable',
    'icmp6-port-unreachable',
    'icmp6-policy-fail',
    'icmp6-reject-route',
  ],
} as const

const mark = fc.constantFrom('0x1', '0x4', '0x1/0x3', '0x10/0xff', '0', '0xf/0x5')
const plainMark = fc.constantFrom('0x1', '0x4', '0x14', '0xffffffff')

const markTarget = (target: string): Pieces =>
  fc
    .oneof(
      mark.map((value) => `--set-mark ${value}`),
      mark.map((value) => `--set-xmark ${value}`),
      fc.tuple(fc.constantFrom('or', 'and', 'xor'), plainMark).map(([verb, value]) => `--${verb}-mark ${value}`),
    )
    .map((how) => piece(`${target} ${how}`))

const masks = fc.constantFrom('', '--nfmask 0xff --ctmask 0xf', '--mask 0x5', '--nfmask 0x1 --ctmask 0xffffffff')
const connmark: Pieces = fc.oneof(
  markTarget('CONNMARK'),
  fc
    .tuple(fc.constantFrom('--save-mark', '--restore-mark'), masks)
    .map(([verb, mask]) => piece(`CONNMARK ${verb} ${mask}`)),
)

const passing = (family: Family): Pieces =>
  fc.oneof(
    fc.constantFrom('LOG --log-prefix "it\'s \\"so\\" "', 'NFLOG --nflog-group 7').map(piece),
    markTarget('MARK'),
    markTarget('MARK'),
    connmark,
    addedSource(family).map(fuzzy),
  )

const verdicts: Pieces = fc.constantFrom('ACCEPT', 'ACCEPT', 'DROP', 'RETURN').map(piece)

const rejections = (family: Family, tcp: boolean): Pieces =>
  fc.oneof(
    fc.constantFrom(...REJECTIONS[family]).map((how) => piece(`REJECT --reject-with ${how}`)),
    fc.constant(piece(tcp ? 'REJECT --reject-with tcp-reset' : 'REJECT')),
  )

const bracketed = (address: string): string => (address.includes(':') ? `[${address}]` : address)
const port = fc.constantFrom(...PORTS)
const place = (family: Family) => fc.constantFrom(...HOST_ADDRESSES[family], ELSEWHERE[family])

/** Ports are for rules that test for their protocol. */
const diverting = (family: Family, tcp: boolean): Pieces =>
  tcp
    ? fc.oneof(
        fc.tuple(place(family), port).map(([to, number]) => piece(`DNAT --to-destination ${bracketed(to)}:${number}`)),
        place(family).map((to) => piece(`DNAT --to-destination ${to}`)),
        port.map((number) => piece(`DNAT --to-destination :${number}`)),
        port.map((number) => piece(`REDIRECT --to-ports ${number}`)),
        fc.constantFrom(`DNAT --to-destination :2222-2223`, 'REDIRECT --to-ports 2222-2223').map(fuzzy),
      )
    : fc.oneof(
        place(family).map((to) => piece(`DNAT --to-destination ${to}`)),
        fc.constant(piece('REDIRECT')),
        fc.constant(piece(`NETMAP --to ${HOST_ADDRESSES[family][0]}/${family === 4 ? 32 : 128}`)),
      )

const TRACKING = ['CT --notrack', 'NOTRACK', 'CT --zone 3', 'TRACE'].map(piece)
const MANGLING = {
  4: ['TTL --ttl-set 9', 'TOS --set-tos 0x10', 'DSCP --set-dscp 10'],
  6: ['HL --hl-set 9', 'TOS --set-tos 0x10'],
} as const
const MANGLING_TCP = ['TCPOPTSTRIP --strip-options sack-permitted'].map(piece)
const HASHED = fuzzy('HMARK --hmark-tuple src,dst,sport,dport --hmark-mod 8 --hmark-offset 1 --hmark-rnd 5')
const OF_SOURCE = { 4: '203.0.113.250', 6: '2001:db8:b::fa' } as const
const LESS_KNOWN: Piece[] = ['NFQUEUE --queue-num 5', 'NFQUEUE --queue-num 5 --queue-bypass'].map(fuzzy)

export function targets(table: TableName, family: Family, place: { tcp: boolean; prerouting: boolean }): Pieces {
  const { tcp, prerouting } = place
  const usual = fc.oneof(
    { weight: 3, arbitrary: passing(family) },
    { weight: 20, arbitrary: fc.constantFrom(piece('ACCEPT'), piece('RETURN')) },
  )
  switch (table) {
    case 'nat':
      return prerouting
        ? fc.oneof(diverting(family, tcp), diverting(family, tcp), usual)
        : fc.oneof(usual, fc.constant(fuzzy(`SNAT --to-source ${OF_SOURCE[family]}`)))
    case 'raw':
      return fc.oneof(fc.constantFrom(...TRACKING), verdicts, passing(family))
    case 'mangle':
      return fc.oneof(
        { weight: 1, arbitrary: verdicts },
        { weight: 2, arbitrary: passing(family) },
        fc.constantFrom(...MANGLING[family]).map(piece),
        fc.constantFrom(HASHED, ...(tcp ? MANGLING_TCP : [])),
      )
    case 'filter':
      return fc.oneof(
        { weight: 6, arbitrary: verdicts },
        { weight: 6, arbitrary: rejections(family, tcp) },
        { weight: 3, arbitrary: passing(family) },
        { weight: 1, arbitrary: fc.constantFrom(...LESS_KNOWN) },
      )
    default:
      return fc.oneof(verdicts, passing(family))
  }
}
