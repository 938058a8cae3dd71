import { type Address, canonicalAddress, type Family, familyOf } from '../../../domain/address.ts'
import type { Passing } from '../../packet.ts'
import type { OneOf, Step, Verdict } from '../../rules.ts'
import { compare, inText, networkOf, type Words, wordsOf } from '../bits.ts'
import { type Range, rangeOf } from '../numbers.ts'
import type { Reading } from '../reading.ts'
import { excerpt } from '../tokens.ts'
import type { Option } from '../written.ts'

/** How the kernel picks one of several places. With but one they change nothing. */
const HOW = /^--(random|random-fully|persistent)$/

const givenTo = (options: readonly Option[], flag: string): string | undefined => {
  const [to, ...others] = options.filter((option) => !HOW.test(option.flag))
  return to?.flag === flag && others.length === 0 ? to.values.join(' ') : undefined
}

const strange = (target: string, options: readonly Option[]): Step[] => {
  const text = options.flatMap(({ flag, values }) => [flag, ...values]).join(' ')
  return [{ decide: () => ({ verdict: 'unknown', why: `"${target} ${excerpt(text)}" is not modelled` }) }]
}

/** `--to-destination 10.0.0.5-10.0.0.9:22-25`, each part of which may be missing. */
export function dnat(options: readonly Option[], { family }: Reading): Step[] {
  const { addresses = '', port } = splitPlace(givenTo(options, '--to-destination') ?? '', family) ?? {}
  const between = addresses === '' ? undefined : betweenAddresses(addresses, family)
  const ports = port === undefined ? undefined : portsOf(port)
  if ((addresses === '') === (between !== undefined) || (port === undefined) === (ports !== undefined))
    return strange('DNAT', options)
  if (!between && !ports) return strange('DNAT', options)
  return [
    {
      decide: (packet) =>
        oneOf(
          addressesIn(between, packet).flatMap((address) =>
            endsOf(ports).map((to) => ({ verdict: 'dnat', address, port: to })),
          ),
        ),
    },
  ]
}

export function redirect(options: readonly Option[]): Step[] {
  const plain = options.every(({ flag }) => HOW.test(flag))
  const ports = plain ? undefined : portsOf(givenTo(options, '--to-ports') ?? '')
  if (!plain && !ports) return strange('REDIRECT', options)
  return [{ decide: () => oneOf(endsOf(ports).map((port) => ({ verdict: 'redirect', port }))) }]
}

/** The network takes the place of the address's first bits; the others stay. */
export function netmap(options: readonly Option[], { family }: Reading): Step[] {
  const network = networkOf(givenTo(options, '--to') ?? '', family)
  if (!network) return strange('NETMAP', options)
  const mapped = (words: Words): Words =>
    words.map((word, at) => ((network.base[at] ?? 0) & (network.mask[at] ?? 0)) | (word & ~(network.mask[at] ?? 0)))
  return [
    {
      decide: ({ destination }) => {
        const words = destination === undefined ? undefined : wordsOf(destination, family)
        if (!words) return { verdict: 'unknown', why: 'the address that NETMAP changes is not known' }
        return { verdict: 'dnat', address: canonicalAddress(inText(mapped(words))), port: undefined }
      },
    },
  ]
}

function splitPlace(text: string, family: Family): { addresses: string; port: string | undefined } | undefined {
  if (family === 6 && text.startsWith('[')) {
    const [addresses = '', port] = text.slice(1).split(/\](?::|$)/, 2)
    return { addresses, port: port || undefined }
  }
  if (family === 6 && !/^:\d/.test(text)) return { addresses: text, port: undefined }
  const [addresses = '', port] = text.split(':', 2)
  return { addresses, port }
}

function betweenAddresses(text: string, family: Family): readonly [Address, Address] | undefined {
  const [low = '', high = low] = text.split('-', 2)
  const [first, last] = [canonicalAddress(low), canonicalAddress(high)]
  if (!first || !last || familyOf(first) !== family || familyOf(last) !== family) return undefined
  return [first, last]
}

/** `22`, `22-25`, or `22-25/2022` where the last is what 22 stands for. */
const portsOf = (text: string): Range | undefined => rangeOf(text.split('/', 1)[0] ?? '', '-')

/** Enough of the ports to tell which one it will be when there is but one, and that it is not known when there are more. */
const endsOf = (ports: Range | undefined): (number | undefined)[] =>
  ports ? [...new Set([ports.from, ports.to])] : [undefined]

/** Enough of the addresses to tell whether they are the host's own. */
function addressesIn(
  between: readonly [Address, Address] | undefined,
  { hostAddresses = [], family }: Passing,
): (Address | undefined)[] {
  if (!between) return [undefined]
  const [low, high] = between.map((end) => wordsOf(end, family))
  const own = hostAddresses.filter((address) => {
    const words = wordsOf(address, family)
    return words && low && high && compare(words, low) > 0 && compare(words, high) < 0
  })
  return [...new Set([...between, ...own])]
}

function oneOf(verdicts: Verdict[]): Verdict | OneOf {
  const [only] = verdicts
  return verdicts.length === 1 && only ? only : { oneOf: verdicts, why: 'the kernel picks one of several destinations' }
}
