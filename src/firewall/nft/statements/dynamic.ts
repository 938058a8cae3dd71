import { type Answer, all, may } from '../../answer.ts'
import type { Step } from '../../rules.ts'
import { compileKey } from '../expressions/compile.ts'
import { fieldsOf, listOf, textOf, wrapped } from '../json.ts'
import { isThere, readKey } from '../keys.ts'
import type { Scope } from '../scope.ts'

/** Statements that let only some of the packets pass. */
const COUNTING = new Set(['limit', 'quota', 'ct count', 'connlimit'])

/** What a rule does to a set while packets pass: `add @seen { ip saddr }` */
export interface Change {
  set: string
  adds: boolean
  /** Whether the elements that it adds count packets. Whatever rule finds them is subject to that. */
  counts: boolean
}

/** The change that a statement makes, if it makes one. */
export function changeIn(statement: unknown): Change | undefined {
  if (typeof statement === 'string') return changeInWords(statement)
  const { set, map } = fieldsOf(statement) ?? {}
  const { op, set: setName, map: mapName, stmt } = fieldsOf(set ?? map) ?? {}
  const name = textOf(setName) ?? textOf(mapName)
  return name?.startsWith('@') ? { set: name.slice(1), adds: op !== 'delete', counts: counting(stmt) } : undefined
}

/** nft 1.0.6 has no JSON for what changes a map, and prints the statement's text: `update @dyn { ip saddr : 0x5 }` */
function changeInWords(text: string): Change | undefined {
  const [, how, set] = /^(add|update|delete) @([^\s{]{1,128}) \{/.exec(text) ?? []
  return set === undefined ? undefined : { set, adds: how !== 'delete', counts: false }
}

/** `{"op": "add", "elem": …, "set": "@seen", "stmt": [{"limit": …}]}`, and the same of a map. */
export function setChange(body: unknown, scope: Scope): Step[] {
  const { op, elem, set, map } = fieldsOf(body) ?? {}
  const parts = compileKey(elem, scope)
  const name = textOf(set) ?? textOf(map) ?? ''
  const counts = op !== 'delete' && scope.sets.get(name.slice(1))?.counts !== false
  const passes: Answer = counts ? may(`what it keeps for each element of ${name} counts packets`) : true
  return [{ test: (packet) => present(parts, packet, passes) }]
}

/** `{"key": …, "stmt": {"limit": …}, "name": "flood"}` */
export function meter(body: unknown, scope: Scope): Step[] {
  const { key, stmt, name } = fieldsOf(body) ?? {}
  const parts = compileKey(key, scope)
  const passes: Answer = counting([stmt]) ? may(`the meter ${textOf(name) ?? ''} counts packets`) : true
  return [{ test: (packet) => present(parts, packet, passes) }]
}

function present(parts: ReturnType<typeof compileKey>, packet: Parameters<typeof readKey>[1], passes: Answer): Answer {
  const key = readKey(parts, packet)
  return key ? all([isThere(key), passes]) : false
}

export const counting = (statements: unknown): boolean =>
  listOf(statements).some((one) => COUNTING.has(wrapped(one)?.[0] ?? ''))
