import { type Answer, all } from '../answer.ts'
import type { Passing } from '../packet.ts'
import type { Expression } from './expressions/expression.ts'
import { presence, type Scalar } from './scalar.ts'

/** What a rule asks a set for: one value, or several of a concatenation. */
export type Key = readonly Scalar[]

/** Undefined when the packet lacks one of the parts. */
export function readKey(parts: readonly Expression[], packet: Passing): Key | undefined {
  const key: Scalar[] = []
  for (const part of parts) {
    const scalar = part.read(packet)
    if (!scalar) return undefined
    key.push(scalar)
  }
  return key
}

export const isThere = (key: Key): Answer => all(key.map(presence))
