import type { Passing } from '../../packet.ts'
import type { Step } from '../../rules.ts'
import { type Masked, maskedOf, word } from '../numbers.ts'
import { firstValue } from '../reading.ts'
import type { Option } from '../written.ts'

type MarkKey = 'mark' | 'connectionMark'
/** The new mark; undefined when it is not known. */
type NewMark = (packet: Passing) => number | undefined

const notKnown: NewMark = () => undefined

/** The bits in `mask` make room for `value`; where `value` has others, it flips those that are there. */
function xmark(old: number | undefined, { value, mask }: Masked): number | undefined {
  if (mask === 0xffffffff) return value
  return old === undefined ? undefined : ((old & ~mask) ^ value) >>> 0
}

/** Each spelling in terms of `--set-xmark VALUE/MASK`. */
const SPELLINGS: Readonly<Record<string, (masked: Masked) => Masked>> = {
  '--set-xmark': (masked) => masked,
  '--set-mark': ({ value, mask }) => ({ value, mask: (mask | value) >>> 0 }),
  '--or-mark': ({ value }) => ({ value, mask: value }),
  '--and-mark': ({ value }) => ({ value: 0, mask: ~value >>> 0 }),
  '--xor-mark': ({ value }) => ({ value, mask: 0 }),
}

function setMark(key: MarkKey, options: readonly Option[]): NewMark {
  const [option, ...more] = options
  const spelling = option && SPELLINGS[option.flag]
  const masked = maskedOf(option?.values[0] ?? '')
  if (!spelling || !masked || more.length > 0) return notKnown
  const meant = spelling(masked)
  return (packet) => xmark(packet[key], meant)
}

export const mark = (options: readonly Option[]): Step[] => {
  const to = setMark('mark', options)
  return [{ change: (packet) => ({ ...packet, mark: to(packet) }) }]
}

export function connmark(options: readonly Option[]): Step[] {
  const flags = options.map(({ flag }) => flag)
  if (flags.includes('--restore-mark')) return [ofConnection('mark', copied('connectionMark', 'mark', options))]
  if (flags.includes('--save-mark')) return [ofConnection('connectionMark', copied('mark', 'connectionMark', options))]
  return [ofConnection('connectionMark', setMark('connectionMark', options))]
}

const MASKS: Readonly<Record<MarkKey, string>> = { mark: '--nfmask', connectionMark: '--ctmask' }

function copied(from: MarkKey, to: MarkKey, options: readonly Option[]): NewMark {
  const maskOf = (key: MarkKey) =>
    word(firstValue(options, MASKS[key]) ?? firstValue(options, '--mask') ?? '0xffffffff')
  const [read, replaced] = [maskOf(from), maskOf(to)]
  // Besides `--save-mark` or `--restore-mark` and masks there may be shifts.
  const plain = options.every(({ flag }) => /^--(save-mark|restore-mark|nfmask|ctmask|mask)$/.test(flag))
  if (read === undefined || replaced === undefined || !plain) return notKnown
  return (packet) => {
    const value = packet[from]
    return value === undefined ? undefined : xmark(packet[to], { value: (value & read) >>> 0, mask: replaced })
  }
}

/** Changes nothing for a packet that belongs to no connection. */
const ofConnection = (key: MarkKey, to: NewMark): Step => ({
  change: (packet) => {
    if (packet.tracking === 'none' || packet.tracking === 'untracked') return packet
    return { ...packet, [key]: packet.tracking === 'new' ? to(packet) : undefined }
  },
})
