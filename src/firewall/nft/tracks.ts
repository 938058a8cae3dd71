import { DEEPEST } from './json.ts'

/** Statements, expressions and objects that have the kernel track connections. */
const TRACKING = new Set([
  'ct',
  'ct count',
  'ct helper',
  'ct timeout',
  'ct expectation',
  'dnat',
  'snat',
  'masquerade',
  'redirect',
  'synproxy',
  'flow',
])

/** Whether what nft printed of a rule has the kernel track connections. */
export function tracks(json: unknown, depth = 0): boolean {
  if (typeof json !== 'object' || json === null || depth > DEEPEST) return false
  if (Array.isArray(json)) return json.some((one) => tracks(one, depth + 1))
  // `{"set": […]}` has but constants, and may be long.
  return Object.entries(json).some(
    ([name, body]) => TRACKING.has(name) || (!(name === 'set' && Array.isArray(body)) && tracks(body, depth + 1)),
  )
}
