import { type Answer, all, asWritten, known, may } from '../../answer.ts'
import type { Passing } from '../../packet.ts'
import { compare, wordsOf } from '../bits.ts'
import { eachOption, type MatchReader, type OptionReader, unreadable } from '../reading.ts'
import { typeOf4, typeOf6 } from './address-type.ts'

type Side = 'source' | 'destination'

/** `203.0.113.1-203.0.113.9` */
const between =
  (side: Side): OptionReader =>
  (values, { family }) => {
    const [low, high] = values
      .join(' ')
      .split('-')
      .map((text) => wordsOf(text, family))
    if (!low || !high) return unreadable(values)
    return (packet) =>
      known(packet[side], `the ${side} address`, (text) => {
        const words = wordsOf(text, family)
        return words !== undefined && compare(words, low) >= 0 && compare(words, high) <= 0
      })
  }

export const iprange = eachOption('iprange', {
  '--src-range': between('source'),
  '--dst-range': between('destination'),
})

const TYPED: Readonly<Record<string, Side>> = { '--src-type': 'source', '--dst-type': 'destination' }

export const addrtype: MatchReader = (options, { family }) => {
  const atDevice = options.some(({ flag }) => flag === '--limit-iface-in')
  const typed = family === 4 ? typeOf4 : typeOf6
  return (packet) =>
    all(
      options.map(({ flag, values: [list = ''], negated }): Answer => {
        const side = TYPED[flag]
        if (!side) return flag === '--limit-iface-in' || may(`${flag} of addrtype is not modelled`)
        const answer = known(packet[side], `the ${side} address`, (address) =>
          typed(address, list.split(','), packet, atDevice),
        )
        return asWritten(answer, negated)
      }),
    )
}

/** Only Ethernet has such addresses: on any other device it matches nothing, with and without `!`. */
export const mac: MatchReader = (options) => (packet) =>
  all(
    options.map((option) => {
      if (option.flag !== '--mac-source') return may(`${option.flag} of mac is not modelled`)
      if (packet.device === 'lo') return false
      const [wanted = ''] = option.values
      return asWritten(
        known(packet.sourceMac, 'the MAC address', (address) => address.toLowerCase() === wanted.toLowerCase()),
        option.negated,
      )
    }),
  )

/** A packet that crossed no bridge matches when all that is asked for is negated. */
export const physdev: MatchReader =
  (options) =>
  ({ bridgePort }: Passing) => {
    if (bridgePort === null) return options.every(({ negated }) => negated)
    return may('whether the bridge shows its packets to iptables is not known')
  }

/** TCP takes what is for this host alone. */
export const pkttype = eachOption('pkttype', {
  '--pkt-type':
    ([type = '']) =>
    () =>
      type === 'unicast' || type === 'host',
})

/** Who has sent it: no program of the host. What asks whether it is none of some, matches. */
export const owner: MatchReader = (options) => () => options.every(({ negated }) => negated)

/** A helper, as that of FTP, is asked for by connections that another one has announced: one out of the blue has none. */
export const helper: MatchReader = (options) => () => options.every(({ negated }) => negated)
