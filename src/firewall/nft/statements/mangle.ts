import type { Passing } from '../../packet.ts'
import type { Step } from '../../rules.ts'
import { compile } from '../expressions/compile.ts'
import { constant } from '../expressions/operators.ts'
import { fieldsOf, textOf, wrapped } from '../json.ts'
import { presence, type Scalar } from '../scalar.ts'
import type { Scope } from '../scope.ts'
import { TYPES } from '../types.ts'

/** What no rule can ask for, or whose value is not known anyway. */
const IDLE = new Set(
  'meta priority,meta nftrace,meta secmark,ct event,ct label,ct helper,ct secmark,ip ttl,ip dscp,ip ecn,ip id,ip checksum,ip6 hoplimit,ip6 dscp,ip6 ecn,ip6 flowlabel'.split(
    ',',
  ),
)

/** `{"key": {"meta": {"key": "mark"}}, "value": 5}`: `meta mark set 5` */
export function mangle(body: unknown, scope: Scope): Step[] {
  const { key, value } = fieldsOf(body) ?? {}
  const [kind = '', place] = wrapped(key) ?? []
  const { protocol, field, key: name } = fieldsOf(place) ?? {}
  const what = kind === 'payload' ? `${textOf(protocol)} ${textOf(field)}` : `${kind} ${textOf(name)}`
  if (what === 'meta mark' || what === 'ct mark') return marking(what, value, scope)
  // Said before the connection is known, it stands for one.
  if (what === 'ct zone')
    return [{ change: (packet) => (packet.tracking === 'none' ? { ...packet, tracking: 'template' } : packet) }]
  if (IDLE.has(what) || kind === 'tcp option') return present(key, scope)
  return [{ decide: () => ({ verdict: 'unknown', why: `it changes ${what}, which is not modelled` }) }]
}

/** What a packet has not, no rule can change: the rule ends there. */
function present(key: unknown, scope: Scope): Step[] {
  const header = wrapped(key)?.[0] === 'payload' ? compile(key, scope) : undefined
  return header ? [{ test: (packet) => presence(header.read(packet)) }] : []
}

function marking(what: 'meta mark' | 'ct mark', value: unknown, scope: Scope): Step[] {
  const expression = compile(value, scope, TYPES.mark) ?? constant(value, TYPES.mark)
  const read = (packet: Passing) => (expression ? expression.read(packet) : undefined)
  const set = what === 'meta mark' ? marked : connectionMarked
  return [
    { test: (packet) => !expression || presence(read(packet)) },
    { change: (packet) => set(packet, numberIn(read(packet))) },
  ]
}

const numberIn = (scalar: Scalar | undefined): number | undefined =>
  scalar?.unknown === 0n ? Number(BigInt.asUintN(TYPES.mark.bits, BigInt(scalar.value))) : undefined

const marked = (packet: Passing, mark: number | undefined): Passing => ({ ...packet, mark })

/** Without a connection there is nothing to mark. */
function connectionMarked(packet: Passing, connectionMark: number | undefined): Passing {
  if (packet.tracking === 'new') return { ...packet, connectionMark }
  return packet.tracking === undefined ? { ...packet, connectionMark: undefined } : packet
}
