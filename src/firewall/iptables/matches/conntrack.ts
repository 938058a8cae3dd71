import { type Answer, all, asWritten, known, may } from '../../answer.ts'
import type { Passing } from '../../packet.ts'
import { isIn, networkOf, wordsOf } from '../bits.ts'
import { isWithin, rangeOf } from '../numbers.ts'
import { type MatchReader, type OptionReader, type Reading, type Test, unreadable } from '../reading.ts'
import type { Option } from '../written.ts'
import { byTracking, type Tracking } from './tracking.ts'

const STATE_FLAGS = ['--ctstate', '--state']

/**
 * Its own logic, as the kernel's: what has no connection is judged by its state alone, and matches nothing when that is not
 * asked for. A `!` before the other options does not change that.
 */
export const conntrack: MatchReader = (options, reading) => {
  const states = options.filter(({ flag }) => STATE_FLAGS.includes(flag))
  const others = options
    .filter(({ flag }) => !STATE_FLAGS.includes(flag))
    .map((option) => ofConnection(option, reading))
  return byTracking((packet, tracking) => {
    const byState = all(states.map((option) => asWritten(hasState(option, packet, tracking), option.negated)))
    if (byState === false) return false
    if (tracking === 'template' && others.length > 0) return may('a connection that `-j CT` has begun is not modelled')
    if (tracking !== 'new') return states.length > 0 && byState
    return all([byState, ...others.map((test) => test(packet))])
  })
}

const PLAIN = { none: 'INVALID', template: 'NEW', untracked: 'UNTRACKED', new: 'NEW' } as const

/** `SNAT` and `DNAT` hold for a connection whose addresses have been changed, besides its state. */
function hasState({ values: [list = ''] }: Option, packet: Passing, tracking: Tracking): Answer {
  const asked = list.split(',')
  if (asked.includes(PLAIN[tracking])) return true
  return tracking === 'new' && asked.includes('DNAT') && isDiverted(packet)
}

function isDiverted({ destination, destinationPort, sentTo }: Passing): Answer {
  if (destination !== undefined && destination !== sentTo.address) return true
  if (destinationPort !== undefined && destinationPort !== sentTo.port) return true
  if (destination !== undefined && destinationPort !== undefined) return false
  return may('where NAT sends it is not known')
}

function ofConnection({ flag, values, negated }: Option, reading: Reading): Test {
  const reader = CONNECTION[flag]
  if (!reader) return () => may(`${flag} of conntrack is not modelled`)
  const test = reader(values, reading)
  return (packet) => asWritten(test(packet), negated)
}

const address =
  (what: string, of: (packet: Passing) => string | undefined): OptionReader =>
  (values, { family }) => {
    const network = networkOf(values.join(' '), family)
    if (!network) return unreadable(values)
    return (packet) =>
      known(of(packet), what, (text) => {
        const words = wordsOf(text, family)
        return words !== undefined && isIn(words, network)
      })
  }

const port =
  (what: string, of: (packet: Passing) => number | undefined): OptionReader =>
  (values) => {
    const range = rangeOf(values.join(' '))
    if (!range) return unreadable(values)
    return (packet) => known(of(packet), what, (number) => isWithin(number, range))
  }

/** Of a connection's first packet. Its replies come from where NAT has sent it. */
const CONNECTION: Readonly<Record<string, OptionReader>> = {
  '--ctproto':
    ([protocol = '']) =>
    () =>
      protocol === '6' || protocol === 'tcp',
  '--ctorigsrc': address('the source address', ({ source }) => source),
  '--ctorigdst': address('the destination', ({ sentTo }) => sentTo.address),
  '--ctreplsrc': address('the destination', ({ destination }) => destination),
  '--ctrepldst': address('the source address', ({ source }) => source),
  '--ctorigsrcport': port('the source port', ({ sourcePort }) => sourcePort),
  '--ctorigdstport': port('the destination port', ({ sentTo }) => sentTo.port),
  '--ctreplsrcport': port('the destination port', ({ destinationPort }) => destinationPort),
  '--ctrepldstport': port('the source port', ({ sourcePort }) => sourcePort),
  '--ctdir':
    ([direction = '']) =>
    () =>
      direction === 'ORIGINAL',
  // Nobody has answered it yet, and nothing has expected it: none of the things that can be asked for.
  '--ctstatus': () => () => false,
  '--ctexpire': () => () => may('how long the connection is kept is not known'),
}
