import fc from 'fast-check'
import { HOST_ADDRESSES, SOURCES } from '../../places.ts'

export type Family = 4 | 6

/** A part of a rule. `fuzzy`: the rules alone do not decide it. */
export interface Piece {
  text: string
  fuzzy?: true
}

export type Pieces = fc.Arbitrary<Piece>

export const piece = (text: string): Piece => ({ text })
export const fuzzy = (text: string): Piece => ({ text, fuzzy: true })

export const pieces = (...texts: string[]): Pieces => fc.constantFrom(...texts.map(piece))

/** `FLAG VALUE`, one time in four with a `!` before it. */
export const option = (flag: string, values: fc.Arbitrary<string | number>): fc.Arbitrary<string> =>
  fc.tuple(fc.integer({ min: 0, max: 3 }), values).map(([sign, value]) => `${sign === 0 ? '! ' : ''}${flag} ${value}`)

/** `-m NAME` and its options. */
export const match = (name: string, ...options: fc.Arbitrary<string>[]): Pieces =>
  fc.tuple(...options).map((texts) => piece(['-m', name, ...texts.filter((text) => text !== '')].join(' ')))

export const sometimes = (text: fc.Arbitrary<string>): fc.Arbitrary<string> =>
  fc.oneof({ weight: 2, arbitrary: fc.constant('') }, { weight: 1, arbitrary: text })

export const source = (family: Family): fc.Arbitrary<string> => fc.constantFrom(...SOURCES[family])
export const destination = (family: Family): fc.Arbitrary<string> => fc.constantFrom(...HOST_ADDRESSES[family])
export const anyAddress = (family: Family): fc.Arbitrary<string> => fc.oneof(source(family), destination(family))

/** Long enough to be a network that some sources share, or all. */
const LENGTHS = { 4: [1, 8, 15, 16, 23, 24, 25, 28, 31, 32], 6: [3, 7, 16, 32, 47, 48, 63, 64, 96, 127, 128] } as const
const ODD_MASKS = { 4: ['255.0.255.0', '0.0.0.255', '255.255.254.1'], 6: ['ffff:0:ffff::', '::ff', 'ffff::1'] } as const

/** In the spelling of ipset, which takes plain lengths only. */
export const network = (family: Family, addresses = source(family)): fc.Arbitrary<string> =>
  fc.tuple(addresses, fc.constantFrom(...LENGTHS[family])).map(([address, length]) => `${address}/${length}`)

export const anyNetwork = (family: Family): fc.Arbitrary<string> =>
  fc.oneof(
    { weight: 3, arbitrary: anyAddress(family) },
    { weight: 4, arbitrary: network(family, anyAddress(family)) },
    {
      weight: 1,
      arbitrary: fc
        .tuple(anyAddress(family), fc.constantFrom(...ODD_MASKS[family]))
        .map(([address, mask]) => `${address}/${mask}`),
    },
  )
