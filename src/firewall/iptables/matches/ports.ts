import { any, known, may } from '../../answer.ts'
import type { Passing } from '../../packet.ts'
import { isWithin, type Range, rangeOf } from '../numbers.ts'
import { always, eachOption, never, type OptionReader, type Test, unreadable } from '../reading.ts'

type Side = 'source' | 'destination'

const portOf = (packet: Passing, side: Side): number | undefined =>
  side === 'source' ? packet.sourcePort : packet.destinationPort

const portIn =
  (side: Side, ranges: readonly Range[]): Test =>
  (packet) =>
    known(portOf(packet, side), `the ${side} port`, (port) => ranges.some((range) => isWithin(port, range)))

/** `22,80:90` */
const ports =
  (...sides: Side[]): OptionReader =>
  (values) => {
    const ranges = values
      .join(' ')
      .split(',')
      .map((text) => rangeOf(text))
    const read = ranges.filter((range) => range !== undefined)
    if (read.length < ranges.length) return unreadable(values)
    const tests = sides.map((side) => portIn(side, read))
    return (packet) => any(tests.map((test) => test(packet)))
  }

const FLAGS = new Map(Object.entries({ NONE: 0, FIN: 1, SYN: 2, RST: 4, PSH: 8, ACK: 16, URG: 32, ALL: 63 }))
const SYN_ALONE = 2

function flagsOf(list: string): number | undefined {
  const bits = list.split(',').map((name) => FLAGS.get(name))
  return bits.reduce((sum, bit) => (sum === undefined || bit === undefined ? undefined : sum | bit), 0)
}

/** `FIN,SYN,RST,ACK SYN`: of the first, exactly the second are set. */
const tcpFlags: OptionReader = (values) => {
  const [mask, set] = values.map(flagsOf)
  if (mask === undefined || set === undefined) return unreadable(values)
  return (SYN_ALONE & mask) === set ? always : never
}

export const tcp = eachOption('tcp', {
  '--sport': ports('source'),
  '--dport': ports('destination'),
  '--tcp-flags': tcpFlags,
  '--syn': () => always,
  '--tcp-option':
    ([number]) =>
    () =>
      may(`whether the client sends TCP option ${number} is not known`),
})

export const multiport = eachOption('multiport', {
  '--sports': ports('source'),
  '--dports': ports('destination'),
  '--ports': ports('source', 'destination'),
})
