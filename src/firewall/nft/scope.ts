import type { Table } from '../rules.ts'

/** A set or a map, as far as rules may ask for it. */
export interface Elements {
  list: readonly unknown[]
  /** Why what is not in the list may be in it all the same: a clause. */
  perhapsMore?: string
  /** Why what is in the list may not be in it. */
  perhapsLess?: string
  /** What is certainly not in it, of a list that may lack others. */
  lacks?: readonly unknown[]
  /** Whether elements that rules add count what passes: `limit`, say. */
  counts?: boolean
}

/** What the expressions and statements of a table's rules may refer to. */
export interface Scope {
  family: Table['family']
  /** Named sets and maps. */
  sets: ReadonlyMap<string, Elements>
}

/** `"@name"`, or `{"set": […]}` that a rule has for itself; undefined for anything else. */
export function elementsIn(json: unknown, { sets }: Scope): Elements | undefined {
  if (typeof json === 'string' && json.startsWith('@'))
    return sets.get(json.slice(1)) ?? { list: [], perhapsMore: `${json} was not printed` }
  const { set } = typeof json === 'object' && json !== null ? (json as { set?: unknown }) : {}
  return Array.isArray(set) ? { list: set } : undefined
}
