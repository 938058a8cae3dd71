import type { Address } from '../address.ts'
import type { FromCommands } from './commands.ts'

/** One address in a list of iptables' match `recent`: how many seconds ago each of its packets was noted. */
export interface RecentEntry {
  list: string
  address: Address
  agesS: number[]
  /** The line as the kernel printed it. */
  line: string
}

export interface LimitsAnswers {
  /** What the kernel has counted for rules that limit, and how full its table of connections is. */
  limits: FromCommands & {
    /** Undefined when there are lists whose times cannot be told; no list: none. */
    recent?: RecentEntry[]
    /** Connections that are tracked now, and at most; missing where none are. */
    conntrack?: { count: number; max: number }
  }
}
