import type { Family } from '../../domain/address.ts'

/** An address as 32-bit words: one for IPv4, four for IPv6. */
export type Words = readonly number[]

export interface Network {
  base: Words
  mask: Words
}

const DOT = 46
const COLON = 58

/** Where the character stands between the two places, or the latter. Looks no further, unlike indexOf. */
export function findWithin(text: string, code: number, start: number, end: number): number {
  let at = start
  while (at < end && text.charCodeAt(at) !== code) at += 1
  return at
}

/** Undefined when the text between the two places is no address of that family. */
export function wordsOf(text: string, family: Family, start = 0, end = text.length): Words | undefined {
  if (family === 6) return words6(text, start, end)
  const word = word4(text, start, end)
  return word === undefined ? undefined : [word]
}

/** IPv4 as one signed word; written by hand, for it reads a million of them. */
function word4(text: string, start: number, end: number): number | undefined {
  let word = 0
  let at = start
  for (let part = 1; part <= 4; part += 1) {
    const dot = part < 4 ? findWithin(text, DOT, at, end) : end
    const octet = octetOf(text, at, dot)
    if (octet === NONE) return undefined
    word = (word << 8) | octet
    at = dot + 1
  }
  return word
}

const NONE = -1

function octetOf(text: string, start: number, end: number): number {
  let octet = end > start && end - start <= 3 ? 0 : NONE
  for (let at = start; at < end && octet !== NONE; at += 1) {
    const digit = text.charCodeAt(at) - 48
    octet = digit < 0 || digit > 9 ? NONE : octet * 10 + digit
  }
  return octet > 255 ? NONE : octet
}

function words6(text: string, start: number, end: number): Words | undefined {
  const gap = text.slice(start, end).indexOf('::')
  if (gap >= 0) return joined(groupsOf(text, start, start + gap), groupsOf(text, start + gap + 2, end))
  const groups = groupsOf(text, start, end)
  return groups?.length === 8 ? joined(groups, []) : undefined
}

/** The 16-bit groups before and after the `::`, which stands for at least one. */
function joined(before: number[] | undefined, after: number[] | undefined): Words | undefined {
  if (!before || !after) return undefined
  const missing = 8 - before.length - after.length
  if (missing < 0) return undefined
  const all = [...before, ...new Array<number>(missing).fill(0), ...after]
  return [0, 2, 4, 6].map((at) => ((all[at] ?? 0) << 16) | (all[at + 1] ?? 0))
}

function groupsOf(text: string, start: number, end: number): number[] | undefined {
  const groups: number[] = []
  let from = start
  while (from < end) {
    const to = findWithin(text, COLON, from, end)
    const read = groupOf(text, from, to)
    if (!read || groups.length > 8) return undefined
    groups.push(...read)
    from = to + 1
  }
  return text.charCodeAt(end - 1) === COLON && end > start ? undefined : groups
}

/** The last group may be an IPv4 address: `::ffff:1.2.3.4`. */
function groupOf(text: string, start: number, end: number): number[] | undefined {
  if (end - start > 4) {
    const word = word4(text, start, end)
    return word === undefined ? undefined : [word >>> 16, word & 0xffff]
  }
  let group = 0
  for (let at = start; at < end; at += 1) {
    const digit = hexDigit(text.charCodeAt(at))
    if (digit < 0) return undefined
    group = group * 16 + digit
  }
  return end > start ? [group] : undefined
}

function hexDigit(code: number): number {
  if (code >= 48 && code <= 57) return code - 48
  const letter = code | 32
  return letter >= 97 && letter <= 102 ? letter - 87 : -1
}

/** `10.0.0.0/8`, `10.0.3.0/255.0.255.0`, `2001:db8::/32`, or an address alone. */
export function networkOf(text: string, family: Family): Network | undefined {
  const [address = '', length] = text.split('/', 2)
  const base = wordsOf(address, family)
  const mask = length === undefined || /^\d{1,3}$/.test(length) ? maskOf(length, family) : wordsOf(length, family)
  return base && mask && { base, mask }
}

function maskOf(length: string | undefined, family: Family): Words | undefined {
  const bits = Number(length ?? widthOf(family))
  if (bits > widthOf(family)) return undefined
  return Array.from({ length: widthOf(family) / 32 }, (_, word) => wordMask(bits - 32 * word))
}

export const widthOf = (family: Family): number => (family === 4 ? 32 : 128)

/** The first `bits` of a word: of one, when there are more. */
const wordMask = (bits: number): number => (bits <= 0 ? 0 : bits >= 32 ? -1 : -1 << (32 - bits))

export const isIn = (address: Words, { base, mask }: Network): boolean =>
  address.every((word, at) => ((word ^ (base[at] ?? 0)) & (mask[at] ?? 0)) === 0)

/** Whether the first `bits` of both are the same. */
export function sharePrefix(one: Words, other: Words, bits: number): boolean {
  for (let at = 0; at * 32 < bits; at += 1)
    if ((((one[at] ?? 0) ^ (other[at] ?? 0)) & wordMask(bits - 32 * at)) !== 0) return false
  return true
}

/** Below 0 when the first is the lower address. */
export function compare(one: Words, other: Words): number {
  const at = one.findIndex((word, index) => word !== other[index])
  return at < 0 ? 0 : ((one[at] ?? 0) >>> 0) - ((other[at] ?? 0) >>> 0)
}

/** In plain spelling, which for IPv6 is not the canonical one. */
export function inText(words: Words): string {
  if (words.length === 1) return [24, 16, 8, 0].map((shift) => ((words[0] ?? 0) >>> shift) & 255).join('.')
  return words.flatMap((word) => [(word >>> 16).toString(16), (word & 0xffff).toString(16)]).join(':')
}
