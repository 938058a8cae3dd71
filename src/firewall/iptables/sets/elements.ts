import { findWithin, sharePrefix, widthOf, wordsOf } from '../bits.ts'
import type { IpSet } from './sets.ts'

/** One part of an element, in the text from `start` to `end`. -1: it is another; else the higher the closer it fits. */
export type PartFit = (text: string, start: number, end: number) => number

export const MISFIT = -1
const FITS = 0

const BLANK = 32
const COMMA = 44
const SLASH = 47

/** How near an element fits that has a network and a device, by the device alone. */
export const DEVICE = { other: 0, perhaps: 1, same: 2 } as const

/** The bits of the element's network. */
export function addressFit(address: string, { family = 4, netmask }: IpSet): PartFit {
  const asked = wordsOf(address, family) ?? []
  const most = netmask ?? widthOf(family)
  return (text, start, end) => {
    const slash = findWithin(text, SLASH, start, end)
    const bits = slash < end ? Number(text.slice(slash + 1, end)) : most
    const base = wordsOf(text, family, start, slash)
    return base && sharePrefix(asked, base, bits) ? bits : MISFIT
  }
}

export const textFit =
  (asked: string): PartFit =>
  (text, start, end) =>
    end - start === asked.length && text.startsWith(asked, start) ? FITS : MISFIT

/** Of an element without a MAC address, the first packet sets it. */
export const macFit =
  (asked: string): PartFit =>
  (text, start, end) =>
    start >= end || text.slice(start, end).toLowerCase() === asked ? FITS : MISFIT

export const anyFit: PartFit = () => FITS

export const tcpFit: PartFit = (text, start) => (text.startsWith('tcp:', start) ? FITS : MISFIT)

export const markFit =
  (asked: number): PartFit =>
  (text, start, end) =>
    Number(text.slice(start, end)) === asked ? FITS : MISFIT

/** `eth0`, or `eth` with the word `wildcard` behind the element. */
export const deviceFit =
  (asked: string): PartFit =>
  (text, start, end) => {
    const device = text.slice(start, end)
    if (device.startsWith('physdev:')) return DEVICE.perhaps
    const same = optionsOfElement(text, end).includes('wildcard') ? asked.startsWith(device) : asked === device
    return same ? DEVICE.same : DEVICE.other
  }

/** The words behind the element, without what is in quotes. */
export function optionsOfElement(text: string, elementEnd: number): string[] {
  const lineEnd = text.indexOf('\n', elementEnd)
  const options = text.slice(elementEnd, lineEnd < 0 ? text.length : lineEnd)
  return options.replace(/"[^"]*"/g, '').split(' ')
}

export interface Found {
  /** As the parts fit, one behind the other: a byte each. */
  score: number
  elementEnd: number
}

/** The element that fits closest, or why its elements cannot be read. */
export function closest(set: IpSet, fits: readonly PartFit[]): Found | undefined | { trouble: string } {
  const { text, to } = set
  const prefix = `add ${set.name} `
  let best: Found | undefined
  for (let at = set.from, end = at; at < to; at = end + 1) {
    const newline = text.indexOf('\n', at)
    end = newline < 0 ? to : newline
    if (!text.startsWith(prefix, at))
      return { trouble: `a line among those of the set ${set.name} is none of its elements` }
    const start = at + prefix.length
    const elementEnd = findWithin(text, BLANK, start, end)
    const score = scoreOf(text, start, elementEnd, fits)
    if (score > (best?.score ?? MISFIT)) best = { score, elementEnd }
  }
  return best
}

function scoreOf(text: string, from: number, end: number, fits: readonly PartFit[]): number {
  let score = 0
  let start = from
  for (const [index, fitOfPart] of fits.entries()) {
    const partEnd = index === fits.length - 1 ? end : findWithin(text, COMMA, start, end)
    const part = fitOfPart(text, start, partEnd)
    if (part === MISFIT) return MISFIT
    score = score * 256 + part
    start = Math.min(partEnd + 1, end)
  }
  return score
}
