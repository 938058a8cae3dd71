import type { Family } from '../../domain/address.ts'
import type { Table } from '../rules.ts'
import { DEEPEST, fieldsOf } from './json.ts'

/** Statements, expressions and objects that have the kernel track connections of the table's families. */
const TRACKING = new Set([
  'ct',
  'ct count',
  'ct helper',
  'ct timeout',
  'ct expectation',
  'masquerade',
  'redirect',
  'synproxy',
  'flow',
])

/** The versions of IP whose connections the kernel tracks because of what nft printed of a rule or an object. */
export function tracks(json: unknown, family: Table['family'], depth = 0): readonly Family[] {
  if (typeof json !== 'object' || json === null || depth > DEEPEST) return []
  if (Array.isArray(json)) return json.flatMap((one) => tracks(one, family, depth + 1))
  return Object.entries(json).flatMap(([name, body]) => {
    if (TRACKING.has(name)) return versionsOf(family)
    if (name === 'dnat' || name === 'snat') return versionsOf(String(fieldsOf(body)?.family ?? family))
    // `{"set": […]}` has but constants, and may be long.
    return name === 'set' && Array.isArray(body) ? [] : tracks(body, family, depth + 1)
  })
}

const versionsOf = (family: string): readonly Family[] => (family === 'ip' ? [4] : family === 'ip6' ? [6] : [4, 6])
