import { known, may } from '../../answer.ts'
import { maskedOf } from '../numbers.ts'
import { eachOption, type MatchReader, type OptionReader, type Test, unreadable } from '../reading.ts'
import { byTracking } from './tracking.ts'

const maskedMark =
  (which: 'mark' | 'connectionMark', what: string): OptionReader =>
  (values) => {
    const wanted = maskedOf(values[0] ?? '')
    if (!wanted) return unreadable(values)
    return (packet) => known(packet[which], what, (mark) => (mark & wanted.mask) >>> 0 === wanted.value)
  }

export const mark = eachOption('mark', { '--mark': maskedMark('mark', 'the mark') })

const readConnmark = eachOption('connmark', { '--mark': maskedMark('connectionMark', "the connection's mark") })

/** What no connection belongs to has no such mark, and a `!` does not change that. */
export const connmark: MatchReader = (options, reading): Test => {
  const test = readConnmark(options, reading)
  return byTracking((packet, tracking) => {
    if (tracking === 'template') return may('a connection that `-j CT` has begun is not modelled')
    return tracking === 'new' && test(packet)
  })
}
