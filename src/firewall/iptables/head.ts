import { known, may } from '../answer.ts'
import { isIn, networkOf, wordsOf } from './bits.ts'
import { always, eachOption, never, type OptionReader, type Test, unreadable } from './reading.ts'

const TCP = ['tcp', '6']
const ANY = ['all', '0']

const protocol: OptionReader = ([name = '']) => (TCP.includes(name) || ANY.includes(name) ? always : never)

const address =
  (side: 'source' | 'destination'): OptionReader =>
  (values, { family }) => {
    const network = networkOf(values.join(' '), family)
    if (!network) return unreadable(values)
    return (packet) =>
      known(packet[side], `the ${side} address`, (text) => {
        const words = wordsOf(text, family)
        return words ? isIn(words, network) : may(`the ${side} address is of another family`)
      })
  }

/** `eth+` is every device whose name begins with `eth`. */
const device: OptionReader = ([name = '']): Test => {
  const fits = name.endsWith('+') ? (one: string) => one.startsWith(name.slice(0, -1)) : (one: string) => one === name
  return (packet) => known(packet.device, 'the device', fits)
}

/** A packet to the host itself goes out by no device: no name fits but the one that fits all. */
const outDevice: OptionReader = ([name = '']) => (name === '+' ? always : never)

/** What a rule says before its first match. */
export const readHead = eachOption('iptables', {
  '-p': protocol,
  '-s': address('source'),
  '-d': address('destination'),
  '-i': device,
  '-o': outDevice,
  '-f': () => never,
})
