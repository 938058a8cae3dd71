import type fc from 'fast-check'
import { one, some, type Version } from './values.ts'

/** Where rules stand: what may be asked depends on it. */
export type Family = 'ip' | 'ip6' | 'inet' | 'netdev' | 'bridge'

export const versionsOf = (family: Family): Version[] => (family === 'ip' ? [4] : family === 'ip6' ? [6] : [4, 6])

export const not = one('', '', '!= ')
export const among = (values: readonly string[]): fc.Arbitrary<string> =>
  some(values).map((list) => `{ ${list.join(', ')} }`)

/** The named sets that every table has; sets.ts fills them. */
export const nameOf = (kind: string, version: Version): string => `${kind}${version}`

/** Where a rule stands. */
export interface Place {
  family: Family
  /** Where its chain is called; user chains are `any`. */
  at: 'any' | 'nat' | 'filter' | 'raw' | 'ingress'
  /** Whether rules may count, learn and throw dice. */
  dice: boolean
}
