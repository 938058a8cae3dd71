import { isMay } from '../answer.ts'
import type { Passing } from '../packet.ts'
import type { Expression } from './expressions/expression.ts'
import { isThere, readKey } from './keys.ts'
import { elementsIn, type Scope } from './scope.ts'
import { type Found, NOTHING, search } from './search.ts'

/** What a map (`"@names"` or `{"set": [[key, data], …]}`) holds for a packet. */
export function lookUp(parts: readonly Expression[], map: unknown, scope: Scope): (packet: Passing) => Found {
  const elements = elementsIn(map, scope) ?? { list: [], perhapsMore: 'its map is not understood' }
  const types = parts.map(({ type }) => type)
  return (packet) => {
    const key = readKey(parts, packet)
    if (!key) return NOTHING
    const found = search(elements, key, types, true)
    const there = isThere(key)
    return isMay(there) ? { ...found, orNothing: true, why: found.why || there.may } : found
  }
}
