import type { Passing } from '../../packet.ts'
import { DEEPEST, fieldsOf, textOf, wrapped } from '../json.ts'
import { readKey } from '../keys.ts'
import { lookUp } from '../lookup.ts'
import { exactly, type Scalar, unsure, unsureOrAbsent } from '../scalar.ts'
import type { Scope } from '../scope.ts'
import type { Found } from '../search.ts'
import { type DataType, intervalOf, TYPES } from '../types.ts'
import { ct } from './ct.ts'
import { absent, type Expression, notModelled } from './expression.ts'
import { fib } from './fib.ts'
import { meta } from './meta.ts'
import { isFlags, isOperator, operation } from './operators.ts'
import { payload } from './payload.ts'

/** `type`: of what it will be compared with or put into. */
interface Place {
  scope: Scope
  type: DataType
  depth: number
}

const CONSTANTS = new Set(['prefix', 'range', 'set', 'concat'])

const COMPILERS = new Map<string, (body: unknown, place: Place) => Expression | undefined>([
  ['payload', payload],
  ['fib', fib],
  ['meta', (body, { scope }) => meta(textOf(fieldsOf(body)?.key) ?? '', scope.family)],
  ['ct', (body, { scope }) => ct(textOf(fieldsOf(body)?.key) ?? '', textOf(fieldsOf(body)?.dir), scope.family)],
  ['elem', (body, place) => compiled(fieldsOf(body)?.val, deeper(place))],
  ['map', mapped],
  ['numgen', () => dice('numgen', [])],
  ['symhash', () => dice('symhash', [])],
  ['jhash', (body, place) => dice('jhash', parts(fieldsOf(body)?.expr, deeper(place)))],
  ['exthdr', (body) => missing(body, 6)],
  ['ip option', (body) => missing(body, 4)],
  ['tcp option', option],
  ['sctp chunk', () => absent(TYPES.integer)],
  ['dccp option', () => absent(TYPES.integer)],
])

const deeper = (place: Place): Place => ({ ...place, depth: place.depth + 1 })

/** What the expression reads; undefined for a constant. `type`: of what it will be compared with or put into. */
export const compile = (json: unknown, scope: Scope, type: DataType = TYPES.integer): Expression | undefined =>
  compiled(json, { scope, type, depth: 0 })

/** `ip saddr . tcp dport`: its parts; anything else is one part. */
export const compileKey = (json: unknown, scope: Scope): Expression[] =>
  parts(json, { scope, type: TYPES.integer, depth: 0 })

function parts(json: unknown, place: Place): Expression[] {
  const { concat } = fieldsOf(json) ?? {}
  return (Array.isArray(concat) ? concat : [json]).map(
    (one) => compiled(one, place) ?? notModelled('a constant for a key'),
  )
}

function compiled(json: unknown, place: Place): Expression | undefined {
  const [name, body] = wrapped(json) ?? []
  if (name === undefined || CONSTANTS.has(name) || isFlags(json)) return undefined
  if (place.depth > DEEPEST) return notModelled('an expression that is nested so deep')
  if (!isOperator(name)) return (COMPILERS.get(name) ?? (() => notModelled(name)))(body, place)
  return operation(name, body, place.type, (one, type) => compiled(one, { ...deeper(place), type }))
}

/** Extension headers of IPv6 and options of IPv4: a plain SYN has none. */
function missing(body: unknown, family: 4 | 6): Expression {
  if (fieldsOf(body)?.field !== undefined) return absent(TYPES.integer)
  const none = exactly(0)
  return { type: TYPES.integer, read: (packet) => (packet.family === family ? none : undefined) }
}

function option(body: unknown): Expression {
  const { name, field } = fieldsOf(body) ?? {}
  if (field !== undefined) return notModelled(`tcp option ${name}`)
  const unknown = unsure(`whether it has the TCP option ${name} is not known`)
  return { type: TYPES.integer, read: () => unknown }
}

/** A number that nobody can foretell. */
function dice(name: string, of: readonly Expression[]): Expression {
  const unknown = unsure(`${name} cannot be foreseen`, TYPES.mark.bits)
  return { type: TYPES.mark, read: (packet: Passing) => readKey(of, packet) && unknown }
}

/** `{"key": …, "data": "@names"}` */
function mapped(body: unknown, place: Place): Expression {
  const { key, data } = fieldsOf(body) ?? {}
  const ask = lookUp(parts(key, deeper(place)), data, place.scope)
  return { type: place.type, read: (packet) => chosen(ask(packet), place.type) }
}

function chosen({ data, orNothing, why }: Found, type: DataType): Scalar | undefined {
  if (data.length === 0 && !orNothing) return undefined
  const interval = data.length === 1 ? intervalOf(data[0], type) : undefined
  if (!interval || interval.from !== interval.to) return unsureOrAbsent(why || 'what its map holds is not understood')
  return { ...exactly(interval.from), ...(orNothing && { perhapsAbsent: why }) }
}
