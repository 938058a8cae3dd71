import { type Answer, all, asWritten, may, not } from '../../answer.ts'
import type { Step } from '../../rules.ts'
import { compile, compileKey } from '../expressions/compile.ts'
import type { Expression } from '../expressions/expression.ts'
import { fieldsOf, textOf } from '../json.ts'
import { isThere, type Key, readKey } from '../keys.ts'
import { combined, exactly, type Interval, isWithin, type Scalar } from '../scalar.ts'
import { elementsIn, type Scope } from '../scope.ts'
import { isAmong, search } from '../search.ts'
import { type DataType, intervalOf, TYPES } from '../types.ts'

type Comparison = (key: Key, packet: Parameters<Expression['read']>[0]) => Answer

/** `{"op": "==", "left": …, "right": …}` */
export function match(body: unknown, scope: Scope): Step[] {
  const { op, left, right } = fieldsOf(body) ?? {}
  const parts = compileKey(left, scope)
  const holds = comparison(textOf(op) ?? '', right, parts, scope)
  return [
    {
      test: (packet) => {
        const key = readKey(parts, packet)
        return key ? all([isThere(key), holds(key, packet)]) : false
      },
    },
  ]
}

function comparison(op: string, right: unknown, parts: readonly Expression[], scope: Scope): Comparison {
  const type = parts[0]?.type ?? TYPES.integer
  if (op === '==' || op === '!=') return equality(right, parts, scope, op === '!=')
  const interval = intervalOf(right, type)
  if (op === 'in' && (!interval || interval.from !== interval.to)) return equality(right, parts, scope, false)
  const compared = interval && ofOne(op, interval, type)
  if (compared) return ([one]) => (one ? compared(one) : false)
  const why = `${JSON.stringify(right)?.slice(0, 60)} is not understood`
  return ([one]) => may(one?.why || why)
}

function ofOne(op: string, { from, to }: Interval, { bits }: DataType): ((scalar: Scalar) => Answer) | undefined {
  const mask = exactly(from)
  const shares = (scalar: Scalar) => not(isWithin(combined('&', scalar, mask, bits), { from: 0, to: 0 }))
  switch (op) {
    case '<':
      return (scalar) => not(isWithin(scalar, { from, to: Number.POSITIVE_INFINITY }))
    case '<=':
      return (scalar) => isWithin(scalar, { from: 0, to })
    case '>':
      return (scalar) => not(isWithin(scalar, { from: 0, to }))
    case '>=':
      return (scalar) => isWithin(scalar, { from, to: Number.POSITIVE_INFINITY })
    // `ct state established,related`: whether it has any of these bits, or none.
    case 'in':
      return shares
    case '!':
      return (scalar) => not(shares(scalar))
    default:
      return undefined
  }
}

function equality(right: unknown, parts: readonly Expression[], scope: Scope, negated: boolean): Comparison {
  const types = parts.map(({ type }) => type)
  const elements = elementsIn(right, scope)
  if (elements) return (key) => asWritten(isAmong(search(elements, key, types, false)), negated)
  const computed = types[0] && compile(right, scope, types[0])
  if (computed)
    return (key, packet) => {
      const other = computed.read(packet)
      return other ? all([isThere([other]), asWritten(isSame(key[0], other), negated)]) : false
    }
  const one = { list: [right] }
  const interval = types.length === 1 && types[0] ? intervalOf(right, types[0]) : undefined
  return ([first, ...rest]) => {
    if (!first) return false
    const answer = interval ? isWithin(first, interval) : isAmong(search(one, [first, ...rest], types, false))
    return asWritten(answer, negated)
  }
}

function isSame(one: Scalar | undefined, other: Scalar): Answer {
  if (one?.unknown === 0n && other.unknown === 0n) return isWithin(one, { from: other.value, to: other.value })
  return may(one?.why || other.why)
}
