import type { Family } from './values.ts'

export interface Place {
  family: Family
  /** Where its chain is called; user chains are `any`. `snat`: NAT of the source, at input. */
  at: 'any' | 'nat' | 'snat' | 'filter' | 'raw' | 'ingress'
  /** The chains of one's own that its rules may lead to. */
  leadsTo: readonly string[]
  /** Whether rules may count, learn and throw dice. */
  dice: boolean
}

export const hasConnections = ({ family }: Place): boolean => family !== 'netdev' && family !== 'bridge'
