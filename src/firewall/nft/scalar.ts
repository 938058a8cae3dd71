import { type Answer, may } from '../answer.ts'

export type Numeric = number | bigint

/** Both ends are inside. */
export interface Interval {
  from: Numeric
  to: Numeric
}

/** What a rule reads from the packet: a number, of which some bits may not be known. */
export interface Scalar {
  /** Bits that are not known are 0 here. */
  value: Numeric
  unknown: bigint
  /** Why they are not known: a clause. */
  why: string
  /** Values that it certainly has not, although its bits are not known. */
  butNot?: readonly Numeric[]
  /** Why there may be nothing to read; then the rule does not match. */
  perhapsAbsent?: string
}

const WIDEST_BITS = 128

export const exactly = (value: Numeric): Scalar => ({ value, unknown: 0n, why: '' })
export const unsure = (why: string, bits = WIDEST_BITS): Scalar => ({ value: 0, unknown: ones(bits), why })
export const unsureOrAbsent = (why: string): Scalar => ({ ...unsure(why), perhapsAbsent: why })
export const ones = (bits: number): bigint => (1n << BigInt(bits)) - 1n

/** Whether there is anything to read. */
export function presence(scalar: Scalar | undefined): Answer {
  if (!scalar) return false
  return scalar.perhapsAbsent === undefined || may(scalar.perhapsAbsent)
}

export function isWithin({ value, unknown, why, butNot }: Scalar, { from, to }: Interval): Answer {
  if (unknown === 0n) return from <= value && value <= to
  if (to < from) return false
  const most = BigInt(value) | unknown
  if (to < value || most < from) return false
  if (from <= value && most <= to) return true
  if (from >= to && !couldBe(BigInt(value), unknown, BigInt(from), butNot)) return false
  return may(why)
}

const couldBe = (value: bigint, unknown: bigint, asked: bigint, butNot: readonly Numeric[] = []): boolean =>
  ((asked ^ value) & ~unknown) === 0n && !butNot.some((one) => BigInt(one) === asked)

export type Operator = '&' | '|' | '^' | '<<' | '>>'

/** As the kernel computes it, bit by bit: what is not known stays unknown only where it shows. */
export function combined(operator: Operator, one: Scalar, other: Scalar, bits: number): Scalar {
  const [value, second] = [BigInt(one.value), BigInt(other.value)]
  const parts = { why: one.why || other.why, ...absence(one, other) }
  const either = one.unknown | other.unknown
  switch (operator) {
    case '&': {
      const unknown = either & (value | one.unknown) & (second | other.unknown)
      return { ...parts, value: small(value & second), unknown }
    }
    case '|': {
      const unknown = either & ~(value & ~one.unknown) & ~(second & ~other.unknown)
      return { ...parts, value: small((value | second) & ~unknown), unknown }
    }
    case '^':
      return { ...parts, value: small((value ^ second) & ~either), unknown: either }
    default:
      return shifted(operator, one, other, bits)
  }
}

function shifted(operator: '<<' | '>>', one: Scalar, by: Scalar, bits: number): Scalar {
  if (by.unknown !== 0n || by.value > WIDEST_BITS) return { ...unsure(by.why, bits), ...absence(one, by) }
  const steps = BigInt(by.value)
  const move = (all: bigint) => (operator === '<<' ? (all << steps) & ones(bits) : all >> steps)
  return { why: one.why, ...absence(one, by), value: small(move(BigInt(one.value))), unknown: move(one.unknown) }
}

function absence(one: Scalar, other: Scalar): Pick<Scalar, 'perhapsAbsent'> {
  const perhapsAbsent = one.perhapsAbsent ?? other.perhapsAbsent
  return perhapsAbsent === undefined ? {} : { perhapsAbsent }
}

/** Numbers are compared much faster than bigints. */
export const small = (value: bigint): Numeric => (value <= Number.MAX_SAFE_INTEGER ? Number(value) : value)
